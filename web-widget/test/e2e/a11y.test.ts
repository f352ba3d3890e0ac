import axe from "axe-core";
import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { OUTAGE } from "../fake/card";
import { WALL_TOKEN } from "../fake/company";
import { emptyStage, type Stage, stage } from "./stage";

const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];

/** What axe finds wrong, in words that name the place. */
async function violations(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  const found = await page.evaluate(
    (tags) => (globalThis as unknown as { axe: typeof axe }).axe.run({ runOnly: { type: "tag", values: tags } }),
    RULES,
  );
  return found.violations.flatMap((v) =>
    v.nodes.map((n) => `${v.id}: ${n.target.join(" ")} ${n.failureSummary ?? ""}`),
  );
}

const LOOKS = [
  { lang: "tr", scheme: "light" },
  { lang: "tr", scheme: "dark" },
  { lang: "en", scheme: "light" },
  { lang: "en", scheme: "dark" },
] as const;

/** Walks through every screen and looks at each. */
async function everyScreen({ page, fake, desk }: Stage, look: (screen: string) => Promise<void>): Promise<void> {
  await page.locator(".recent-row").first().waitFor();
  await look("idle");
  fake.trouble([OUTAGE, { ...OUTAGE, id: "i2", level: "warn", until: null }, { ...OUTAGE, id: "i3", level: "ok" }]);
  for (const caller of ["known", "several", "alike", "unknown", "withheld"] as const) {
    const call = desk.ring(caller);
    await page.locator(".call-ringing").waitFor();
    await look(caller);
    desk.miss(call, false);
    await page.locator(".call-ringing").waitFor({ state: "detached" });
  }
  const handed = desk.ring("known", { pop: { handed: { by: "Ayşe Yılmaz", note: "Modem kırmızı yanıyor" } } });
  await page.locator(".handed").waitFor();
  await look("handed over");
  desk.miss(handed, false);
  const call = desk.ring("known", { found: false });
  await page.locator(".preparing").waitFor();
  await look("pending");
  desk.found(call);
  desk.answer(call);
  await page.locator(".call-talking").waitFor();
  await page.locator(".verify button").click();
  await page.locator(".questions").waitFor();
  await page.locator(".reveal-do button").click();
  await page.locator(".reveal-form").waitFor();
  await look("in call");
  desk.verify(call);
  await page.locator(".verify").waitFor({ state: "detached" });
  await look("verified");
  await page.getByRole("button", { name: /Aktar…|Hand over…/ }).click();
  await page.locator(".target").nth(2).waitFor();
  await look("to whom");
  await page.getByRole("button", { name: /^(Tuşlar|Keys)$/ }).click();
  await look("keys");
  desk.control(call, "consult", "1002");
  await page.locator(".controls [role=status]").waitFor();
  desk.refuse(call, { tr: "Çağrı aktarılamadı: yok", en: "The call could not be transferred: no" });
  await page.locator(".controls .error").waitFor();
  await look("asking");
  desk.control(call, "cancel", null);
  desk.monitored(true);
  await page.getByText("◉").waitFor();
  await look("listened to");
  desk.hangUp(call);
  await page.locator(".finish").waitFor();
  await look("wrap-up");
  desk.finish(call);
  desk.miss(desk.ring("known"));
  desk.session({ phone: "unreachable" });
  await page.locator(".notice-error").waitFor();
  await look("missed");
  for (const [path, there] of [
    ["/calls", ".table"],
    ["/calls/k-7", ".story"],
    ["/customers/c1", ".customer"],
    ["/account", ".keys"],
  ] as const) {
    await page.goto(fake.url + path);
    await page.locator(there).waitFor();
    await look(path);
  }
}

test.each(LOOKS)(
  "axe finds nothing on the agent's screens in $lang, $scheme",
  async (look) => {
    const set = await stage(look);
    const found: string[] = [];
    await everyScreen(set, async (screen) => {
      found.push(...(await violations(set.page)).map((text) => `${screen}: ${text}`));
    });
    expect(found).toEqual([]);
  },
  120_000,
);

test.each(LOOKS)("axe finds nothing on the board in $lang, $scheme", async (look) => {
  const { page, fake } = await stage({ ...look, login: "derya", path: "/board" });
  await page.locator(".agent-row").first().waitFor();
  const found = await violations(page);
  await page.getByText(/^(Gölge karşılaştırma|Shadow comparison)$/).click();
  await page.getByRole("row", { name: /merkez.depo 42/ }).waitFor();
  found.push(...(await violations(page)));
  fake.link({ up: false, detail: "AMI" });
  await page.locator(".notice-error").waitFor();
  expect([...found, ...(await violations(page))]).toEqual([]);
});

/** Walks through what only supervisors see. */
async function supervisorScreens({ page, fake }: Stage, look: (screen: string) => Promise<void>): Promise<void> {
  await page.getByRole("button", { name: /Neden oraya|Why did it/ }).click();
  await page.locator(".why-rows").focus();
  await page.locator(".why-chart summary").click();
  await look("explanation");
  fake.trouble([OUTAGE]);
  await page.locator('.menu a[href="/incidents"]').click();
  await page.locator(".holding").waitFor();
  await look("incidents");
  await page.locator('.menu a[href="/numbers"]').click();
  await page.locator("form input").fill("0532 000 00 12");
  await page.keyboard.press("Enter");
  await page.locator(".facts").waitFor();
  await look("number");
  await page.locator('.menu a[href="/customers"]').click();
  await page.locator('a[href="/duplicates"]').click();
  await page.locator(".double-head button").click();
  await page.locator(".double-side").nth(1).waitFor();
  await look("duplicates");
  await page.locator('.menu a[href="/missed"]').click();
  await page.locator(".missed-acts").first().waitFor();
  await look("missed");
  await page.locator('.menu a[href="/board"]').click();
  await page.locator(".row-act").first().click();
  await page.locator(".dialog").waitFor();
  await look("order");
  await page.keyboard.press("Escape");
  await page.locator(".dialog").waitFor({ state: "detached" });
  fake.agent("a1", { listeners: [{ phone: "1090", mode: "whisper" }] });
  await page.locator(".agent-row", { hasText: "Zeynep" }).locator(".row-act").nth(1).click();
  await page.locator(".dialog .listeners").waitFor();
  await look("listen");
  await page.keyboard.press("Escape");
  await page.locator(".dialog").waitFor({ state: "detached" });
  await page.locator(".queue-table a").first().click();
  await page.locator(".standing").waitFor();
  await look("queue");
}

test.each(LOOKS)("axe finds nothing on a wall display in $lang, $scheme", async (look) => {
  const { page, fake } = await emptyStage(look);
  await page.goto(`${fake.url}/wall?token=${WALL_TOKEN}`);
  await page.locator(".wall-queue").first().waitFor();
  const found = await violations(page);
  fake.link({ up: false, detail: null });
  await page.getByRole("alert").waitFor();
  expect([...found, ...(await violations(page))]).toEqual([]);
});

test("nor is a wall display cut off at 320 pixels", async () => {
  const { page, fake } = await emptyStage({ width: 320, height: 700 });
  await page.goto(`${fake.url}/wall?token=${WALL_TOKEN}`);
  await page.locator(".wall-queue").first().waitFor();
  expect(await page.evaluate("document.documentElement.scrollWidth")).toBe(320);
});

test.each(LOOKS)("axe finds nothing on a supervisor's pages in $lang, $scheme", async (look) => {
  const set = await stage({ ...look, login: "derya", path: "/calls/k-7" });
  const found: string[] = [];
  await supervisorScreens(set, async (screen) => {
    found.push(...(await violations(set.page)).map((text) => `${screen}: ${text}`));
  });
  expect(found).toEqual([]);
});

test("nor is a supervisor's page at 320 pixels", async () => {
  const set = await stage({ width: 320, height: 700, login: "derya", path: "/calls/k-7" });
  const wide: string[] = [];
  await supervisorScreens(set, async (screen) => {
    const width = await set.page.evaluate("document.documentElement.scrollWidth");
    if (width !== 320) wide.push(`${screen}: ${width}`);
  });
  expect(wide).toEqual([]);
});

test("nothing is cut off at 320 pixels", async () => {
  const set = await stage({ width: 320, height: 700 });
  const wide: string[] = [];
  await everyScreen(set, async (screen) => {
    const width = await set.page.evaluate("document.documentElement.scrollWidth");
    if (width !== 320) wide.push(`${screen}: ${width}`);
  });
  expect(wide).toEqual([]);
}, 120_000);

test("the board is not cut off at 320 pixels either", async () => {
  const { page } = await stage({ width: 320, height: 700, login: "derya", path: "/board" });
  await page.locator(".agent-row").first().waitFor();
  expect(await page.evaluate("document.documentElement.scrollWidth")).toBe(320);
});
