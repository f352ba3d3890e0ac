import { expect, test } from "vitest";
import { OUTAGE } from "../fake/card";
import { stage } from "./stage";

test("the card says what is wrong today, what was keyed in, how often she calls and how to meet her", async () => {
  const { page, fake, desk, complaints } = await stage();
  desk.ring("known", { pop: { keypad: "4471", path: "Sipariş › Takip" } });
  await page.locator(".brief", { hasText: "7 günde 3. arama" }).waitFor();
  const brief = await page.locator(".brief").textContent();
  for (const text of ["Tanındı, doğrulanmadı", "Şikâyet", "4471", "Sipariş › Takip"]) expect(brief).toContain(text);
  fake.trouble([OUTAGE]);
  await page.locator(".incident-breach", { hasText: "Kesinti: 15:00–15:30 arası kargo takibi kapalı" }).waitFor();
  const panel = await page.locator(".customer").textContent();
  for (const text of ["Aceleci", "yetkiniz dışında söz vermeyin", "İade", "500 TL"]) expect(panel).toContain(text);
  expect(complaints).toEqual([]);
});

test("sections have their room before they come, and come as words, dates and numbers", async () => {
  const { page, desk } = await stage();
  const call = desk.ring("known", { filled: false });
  await page.locator(".section-pending").nth(3).waitFor();
  const below = page.locator(".customer-columns");
  const before = await below.boundingBox();
  desk.fill(call);
  await page.locator(".section-ready").nth(2).waitFor();
  expect((await below.boundingBox())?.y).toBe(before?.y);
  await page.locator(".section-failed", { hasText: "Alınamadı: crm (süre doldu)" }).first().waitFor();
  const orders = page.locator(".section", { hasText: "Siparişler" });
  expect(await orders.textContent()).toMatch(/12\.450[\s\S]*22 Eki 2025/);
  const tickets = page.locator(".section", { hasText: "Açık kayıtlar" });
  expect(await tickets.locator(".level-breach").count()).toBe(1);
  await tickets.getByText("1 kayıt daha").click();
  await tickets.getByText("Garanti belgesi").waitFor();
});

test("each of several says why it may be she", async () => {
  const { page, desk } = await stage();
  desk.ring("several");
  await page.locator(".candidate", { hasText: "muhtemel · telefon numarası aynı" }).nth(2).waitFor();
});

test("whose number only ends alike is a hint to be picked, never a known caller", async () => {
  const { page, desk } = await stage();
  desk.ring("alike");
  await page.locator(".who-name", { hasText: "Kayıtsız arayan" }).waitFor();
  await page.locator(".possible .candidate", { hasText: "olası · numaranın son yedi hanesi aynı" }).click();
  await page.locator(".who-name", { hasText: "Hakan Demirtaş" }).waitFor();
  await page.locator(".possible").waitFor({ state: "detached" });
});
