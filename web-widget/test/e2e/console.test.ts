import { expect, test } from "vitest";
import { stage } from "./stage";

test("a call is found in the list and tells its story", async () => {
  const { page } = await stage({ path: "/calls" });
  await page.getByRole("row").nth(2).getByRole("link").first().click();
  await page.getByText("Zeynep Arslan yanıtladı").waitFor();
  expect(new URL(page.url()).pathname).toBe("/calls/k-7");
  await page.goBack();
  await page.locator(".table").waitFor();
});

test("calls are filtered by number and queue, and the list goes on", async () => {
  const { page } = await stage({ path: "/calls" });
  await page.getByRole("button", { name: "Daha fazla" }).click();
  await page.getByRole("row").nth(8).waitFor();
  await page.getByLabel("Numara").fill("0232 000 00 67");
  await page.getByLabel("Kuyruk").selectOption("satis");
  await page.getByRole("button", { name: "Süz" }).click();
  // The old list goes, and the new one comes when it is read: the head and one call.
  await page.getByRole("row").nth(2).waitFor({ state: "detached" });
  await page.getByRole("row").nth(1).waitFor();
  expect(await page.getByRole("row").count()).toBe(2);
});

test("a customer is made, found and changed", async () => {
  const { page } = await stage({ path: "/customers" });
  await page.getByRole("button", { name: "Yeni müşteri" }).click();
  await page.getByLabel("Ad", { exact: true }).fill("İsmail Iğdır");
  await page.getByLabel("Numaralar").fill("0532 000 00 77");
  await page.getByRole("button", { name: "Müşteriyi kaydet" }).click();
  await page.locator(".customer h2", { hasText: "İsmail Iğdır" }).waitFor();
  await page.getByRole("button", { name: "Düzenle" }).click();
  await page.getByLabel("Şehir").fill("Iğdır");
  await page.getByRole("button", { name: "Müşteriyi kaydet" }).click();
  await page.locator(".fact", { hasText: "Şehir" }).getByText("Iğdır").waitFor();
  await page.locator('.menu a[href="/customers"]').click();
  await page.getByRole("searchbox").fill("ISMAIL IGDIR");
  await page.locator(".hits .candidate").waitFor();
});

test("a person sits down at another phone and changes her password", async () => {
  const { page, desk } = await stage({ path: "/account" });
  await page.getByLabel("Dahili").fill("1044");
  await page.getByRole("button", { name: "Bu telefona geç" }).click();
  await page.getByText("Kaydedildi").waitFor();
  expect(desk.state.session.extension).toBe("1044");
  await page.getByLabel("Şimdiki parola").fill("santral-demo-1");
  await page.getByLabel("Yeni parola", { exact: true }).fill("daha-uzun-parola");
  await page.getByLabel("Yeni parola, yeniden").fill("daha-uzun-parol");
  await page.getByRole("button", { name: "Parolayı değiştir" }).click();
  await page.getByText("İki yeni parola aynı değil.").waitFor();
  await page.getByLabel("Yeni parola, yeniden").fill("daha-uzun-parola");
  await page.getByRole("button", { name: "Parolayı değiştir" }).click();
  await page.getByText("Kaydedildi").nth(1).waitFor();
});

test("a session that has ended leads to the way in", async () => {
  const { page, context, fake } = await stage();
  await context.clearCookies();
  fake.cut();
  await page.getByText("Oturumunuz sona erdi").waitFor();
});

test("language and appearance are kept in the browser", async () => {
  const { page } = await stage();
  await page.getByLabel("Dil").selectOption("en");
  await page.getByText("Waiting for a call").waitFor();
  await page.getByLabel("Appearance").selectOption("dark");
  await page.reload();
  await page.getByText("Waiting for a call").waitFor();
  expect(await page.evaluate("document.documentElement.lang + getComputedStyle(document.body).backgroundColor")).toBe(
    "enrgb(11, 17, 23)",
  );
});
