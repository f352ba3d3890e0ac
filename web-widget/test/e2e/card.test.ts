import { expect, test } from "vitest";
import { HIDDEN_CARD, OUTAGE } from "../fake/card";
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

test("a caller is verified by enough right answers, and what waited for that opens", async () => {
  const { page, desk, complaints } = await stage();
  desk.answer(desk.ring("known"));
  await page.getByRole("button", { name: "Kimliği doğrula" }).click();
  const verify = page.getByRole("button", { name: "Doğrula", exact: true });
  await page.getByLabel("Doğum tarihi").check();
  expect(await verify.getAttribute("aria-disabled")).toBe("true");
  await page.getByLabel("Son siparişin tutarı").check();
  await verify.click();
  await page.locator(".standing", { hasText: "✓ Kimlik doğrulandı" }).waitFor();
  await page.locator(".section", { hasText: "Sadakat" }).getByText("12.450").waitFor();
  expect(await page.getByRole("button", { name: "Kimliği doğrula" }).count()).toBe(0);
  expect(complaints).toEqual([]);
});

test("a hidden value is shown in its place to whoever says why, by keyboard too", async () => {
  const { page, fake, desk } = await stage();
  const call = desk.ring("known");
  desk.answer(call);
  const button = page.locator(".reveal-do button");
  await button.focus();
  await page.keyboard.press("Enter");
  await page.keyboard.type("ab");
  await page.keyboard.press("Enter");
  await page.keyboard.press("Escape");
  await page.locator(".reveal-form").waitFor({ state: "detached" });
  expect(fake.reveals).toEqual([]);
  await page.keyboard.press("Enter");
  await page.keyboard.type("kartını kapatıyor");
  await page.keyboard.press("Enter");
  await page.getByText(HIDDEN_CARD).waitFor();
  expect(fake.reveals.map((ask) => ask.why)).toEqual(["kartını kapatıyor"]);
  await page.getByRole("button", { name: "Gizle" }).click();
  await page.getByText(HIDDEN_CARD).waitFor({ state: "detached" });
  expect(await page.evaluate("JSON.stringify([{ ...localStorage }, { ...sessionStorage }])")).not.toContain(
    HIDDEN_CARD,
  );
  desk.hangUp(call);
  await page.locator(".finish").waitFor();
  expect(await button.count()).toBe(0);
});

test("a customer is tagged with one choice, and the advice follows", async () => {
  const { page, desk } = await stage();
  desk.ring("known");
  await page.locator(".advice", { hasText: "Aceleci" }).waitFor();
  const tag = page.getByLabel("Tutum etiketi");
  await tag.locator("option", { hasText: "Öfkeli" }).waitFor({ state: "attached" });
  await tag.selectOption("angry");
  await page.locator(".advice", { hasText: "Sözünü kesmeden dinleyin." }).waitFor();
  await tag.selectOption("");
  await page.locator(".advice").waitFor({ state: "detached" });
});
