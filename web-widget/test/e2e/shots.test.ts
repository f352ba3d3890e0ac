import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { describe, it } from "vitest";
import { OUTAGE } from "../fake/card";
import { WALL_TOKEN } from "../fake/company";
import { FakeServer } from "../fake/server";
import { type Look, openBrowser, signIn } from "./browser";

/** Pictures for eyes, not for machines: `npm run shots` writes them to `SHOTS_DIR`. */
const DIR = process.env.SHOTS_DIR ?? join(import.meta.dirname, "../../dist/shots");

const LOOKS: (Look & { name: string })[] = [
  { name: "light-tr", lang: "tr", scheme: "light" },
  { name: "dark-en", lang: "en", scheme: "dark" },
  { name: "narrow-tr", lang: "tr", scheme: "light", width: 320, height: 900 },
];

describe.runIf(process.env.SHOTS !== undefined)("pictures", () => {
  it.each(LOOKS)("are taken of every screen in $name", async (look) => {
    mkdirSync(DIR, { recursive: true });
    const fake = await FakeServer.start();
    const { page, close } = await openBrowser(look);
    const shot = async (name: string): Promise<void> => {
      await page.screenshot({ path: join(DIR, `${look.name}-${name}.png`), fullPage: true });
    };
    try {
      await page.goto(fake.url);
      await page.locator(".sign-in-card").waitFor();
      await shot("00-sign-in");
      await agentShots(page, fake, shot);
      await otherShots(page, fake, shot);
    } finally {
      await close();
      await fake.stop();
    }
  });
});

type Shot = (name: string) => Promise<void>;

async function agentShots(page: Page, fake: FakeServer, shot: Shot): Promise<void> {
  await signIn(page, fake);
  await page.locator(".recent-row").first().waitFor();
  await shot("01-idle");
  const desk = fake.desk("zeynep");
  fake.trouble([OUTAGE]);
  const pending = desk.ring("known", { found: false, pop: { keypad: "4471", path: "Sipariş › Takip" } });
  await page.locator(".call-ringing").waitFor();
  await shot("02-pending");
  desk.found(pending);
  await page.locator(".customer").waitFor();
  await shot("03-known");
  desk.answer(pending);
  await page.locator(".call-talking").waitFor();
  await page.locator(".work textarea").fill("Kargo şubesi arandı; yarın 14:00’te teslim.");
  await shot("04-in-call");
  await page.getByRole("button", { name: /Aktar…|Hand over…/ }).click();
  await page.locator(".target").nth(2).waitFor();
  await shot("04b-hand-over");
  desk.control(pending, "consult", "1002");
  await page.locator(".controls [role=status]").waitFor();
  await shot("04c-asking");
  desk.control(pending, "cancel", null);
  desk.session({ next: { state: "not_ready", reason: "mola" } });
  await page
    .getByText(/sonra: Mola|then: Break/)
    .first()
    .waitFor({ state: "attached" });
  desk.hangUp(pending);
  await page.locator(".finish").waitFor();
  await page.locator(".pill").nth(2).click();
  await page.waitForTimeout(1000);
  await shot("05-wrap-up");
  desk.finish(pending);
  for (const [i, caller] of (["several", "alike", "unknown", "withheld", "hostile"] as const).entries()) {
    const call = desk.ring(caller);
    await page.locator(".call-ringing").waitFor();
    await shot(`${String(6 + i).padStart(2, "0")}-${caller}`);
    desk.miss(call, false);
    await page.locator(".call-ringing").waitFor({ state: "detached" });
  }
  const failed = desk.ring("unknown", { found: false });
  desk.failLookUp(failed);
  await page.locator(".match-error").waitFor();
  await shot("11-error");
  desk.miss(failed);
  await page.locator(".notice-warn").first().waitFor();
  await shot("12-missed");
  desk.session({ phone: "unreachable" });
  await page.locator(".notice-error").waitFor();
  await shot("13-unreachable");
}

async function otherShots(page: Page, fake: FakeServer, shot: Shot): Promise<void> {
  for (const [path, name, wait] of [
    ["/calls", "20-calls", ".table"],
    ["/calls/k-7", "21-call", ".story"],
    ["/customers/c1", "23-customer", ".customer"],
    ["/account", "24-account", ".keys"],
  ] as const) {
    await page.goto(fake.url + path);
    await page.locator(wait).waitFor();
    await shot(name);
  }
  await page.goto(`${fake.url}/customers`);
  await page.locator("input[type=search]").fill("ışık");
  await page.locator(".hits").waitFor();
  await shot("22-customers");
  await page.context().clearCookies();
  await signIn(page, fake, "derya", "/board");
  await page.locator(".agent-rows").waitFor();
  await shot("30-board");
  fake.link({ up: false, detail: "AMI: connection refused" });
  await page.locator(".notice-error").waitFor();
  await shot("31-board-stale");
  await page.goto(`${fake.url}/calls/k-7`);
  await page.locator(".why-card button").click();
  await page.locator(".why-rows").focus();
  await shot("32-why");
  await page.goto(`${fake.url}/incidents`);
  await page.locator(".holding").waitFor();
  await shot("33-incidents");
  await page.goto(`${fake.url}/numbers`);
  await page.locator("form input").fill("0532 000 00 12");
  await page.keyboard.press("Enter");
  await page.locator(".facts").waitFor();
  await shot("34-number");
  await page.goto(`${fake.url}/duplicates`);
  await page.locator(".double-head button").click();
  await page.locator(".double-side").nth(1).waitFor();
  await shot("35-duplicates");
  await page.goto(`${fake.url}/missed`);
  await page.locator(".missed-acts").first().waitFor();
  await page.locator("input[type=checkbox]").uncheck();
  await page.locator("tbody tr").nth(3).waitFor();
  await shot("36-missed");
  await page.goto(`${fake.url}/board`);
  await page.locator(".agent-row", { hasText: "Mehmet Kaya" }).locator(".row-act").click();
  await page.locator(".dialog select").waitFor();
  await shot("37-order");
  await page.keyboard.press("Escape");
  fake.agent("a1", { listeners: [{ phone: "1090", mode: "whisper" }] });
  await page.locator(".agent-row", { hasText: "Zeynep" }).locator(".row-act").nth(1).click();
  await page.locator(".dialog .listeners").waitFor();
  await shot("37b-listen");
  await page.goto(`${fake.url}/queues/destek`);
  await page.locator(".standing").waitFor();
  await shot("38-queue");
  await page.goto(`${fake.url}/wall?token=${WALL_TOKEN}`);
  await page.getByRole("alert").waitFor();
  await shot("39-wall-old");
  fake.link({ up: true, detail: null });
  await page.getByRole("alert").waitFor({ state: "detached" });
  await shot("39-wall");
}
