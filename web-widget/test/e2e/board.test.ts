import { expect, test } from "vitest";
import type { AgentRow } from "../../src/protocol/AgentRow";
import { stage } from "./stage";

const supervisor = { login: "derya", path: "/board" };

test("the service level stands beside its target, its rule and its formula", async () => {
  const { page } = await stage(supervisor);
  const row = page.locator("tr", { hasText: "Destek" }).first();
  await row.getByText("%61,4").waitFor();
  expect(await row.locator(".sl .level").textContent()).toContain("■");
  await row.getByText("hedef %80 / 20 sn · kısa < 5 sn hariç").waitFor();
  await page.getByText("bugün 00:00’dan beri").waitFor();
});

test("figures follow the stream", async () => {
  const { page, fake } = await stage(supervisor);
  fake.queue("satis", { waiting: 42 });
  await page.getByRole("cell", { name: "42", exact: true }).waitFor();
  fake.agent("a2", { state: "not_ready", reason: "missed" });
  await page.locator("tr", { hasText: "Mehmet Kaya" }).getByText("Kaçan çağrı").waitFor();
});

test("agents are filtered by name without regard to Turkish letters", async () => {
  const { page } = await stage(supervisor);
  await page.getByRole("searchbox").fill("sukru oz");
  await page.getByText("1 / 6").waitFor();
  expect(await page.locator(".agent-row").count()).toBe(1);
});

test("rows do not jump away under the pointer", async () => {
  const { page, fake } = await stage(supervisor);
  const names = (): Promise<string[]> => page.locator(".agent-name").allTextContents();
  await page.locator(".agent-rows").hover();
  await page.getByText("sıra sabit").waitFor();
  const before = await names();
  fake.agent("a2", { screen: "lost" });
  await page.locator("tr", { hasText: "Mehmet Kaya" }).locator(".bad").waitFor();
  expect(await names()).toEqual(before);
  await page.mouse.move(5, 5);
  await page.getByText("sıra sabit").waitFor({ state: "detached" });
  expect(await names()).not.toEqual(before);
});

test("old figures are never shown as live: a link down, a socket lost", async () => {
  const { page, fake } = await stage(supervisor);
  fake.link({ up: false, detail: "AMI: connection refused" });
  await page.getByText("asterisk-1 bağlantısı yok: AMI: connection refused").waitFor();
  fake.link({ up: true, detail: null });
  await page.locator(".is-stale").waitFor({ state: "detached" });
  fake.onWelcome = (connection) => connection.cut();
  fake.cut();
  await page.getByText(/Veri \d+ sn eski/).waitFor();
  fake.onWelcome = () => undefined;
  await page.locator(".is-stale").waitFor({ state: "detached" });
});

test("of a thousand agents only those in sight are in the document", async () => {
  const { page, fake } = await stage(supervisor);
  const [one] = fake.board.agents as [AgentRow];
  fake.board.agents = Array.from({ length: 1_000 }, (_, i) => ({
    ...one,
    id: `x${i}`,
    name: `Agent ${String(i).padStart(4, "0")}`,
  }));
  fake.restart();
  await page.getByText("1000 / 1000").waitFor();
  expect(await page.locator(".agent-row").count()).toBeLessThan(60);
  await page.getByLabel("Sırala").selectOption("name");
  await page.locator(".agent-rows").evaluate((box) => box.scrollTo(0, 1e9));
  await page.getByText("Agent 0999", { exact: true }).waitFor();
  expect(await page.locator("*").count()).toBeLessThan(2_500);
});

test("an agent has no board", async () => {
  const { page } = await stage({ path: "/board" });
  await page.getByText("Bu sayfanın bağlanma izni yok.").waitFor();
});

test("the PBX's own queues stand below, with the members nobody of ours sits at", async () => {
  const { page } = await stage(supervisor);
  const row = page.locator("tr", { hasText: "merkez/eski-satis" });
  await row.getByText("41", { exact: true }).waitFor();
  await row.getByText("1 boş / 2").click();
  await row.getByText("Zeynep Arslan").waitFor();
  await row.getByText("Molada: mola").waitFor();
  await row.getByText("temsilci oturmuyor").waitFor();
});
