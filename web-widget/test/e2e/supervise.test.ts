import { expect, test } from "vitest";
import { stage } from "./stage";

test("a supervisor sees why a call went where it went, in steps, in bars and in a table", async () => {
  const { page, complaints } = await stage({ login: "derya", path: "/calls/k-7" });
  await page.getByRole("button", { name: "Neden oraya gitti?" }).click();
  await page.getByText("Mehmet Kaya seçildi (longest-idle): alabilecek tek kişi").waitFor();
  const readout = page.locator(".why-readout");
  await page.locator(".bar", { hasText: "bir çağrıyı kaçırdı" }).hover();
  expect(await readout.textContent()).toBe("Mehmet Kaya · 00:34–00:39 · bir çağrıyı kaçırdı");
  await page.locator(".why-rows").focus();
  await page.keyboard.press("ArrowDown");
  expect(await readout.textContent()).toBe("Zeynep Arslan · 00:22–00:34 · alabilirdi, başkası önce geldi");
  await page.keyboard.press("ArrowRight");
  expect(await readout.textContent()).toBe("Zeynep Arslan · 00:34–00:39 · çağrı onda");
  await page.getByText("Tablo olarak").click();
  await page.getByRole("row", { name: /Deniz Şahin 00:00–00:39 hazır değil/ }).waitFor();
  expect(complaints).toEqual([]);
});

test("a call's page says how it came to each screen, and first where that broke", async () => {
  const { page, complaints } = await stage({ login: "derya", path: "/calls/k-7" });
  const fault = page.locator(".notice-error", { hasText: "sayfa donmuş ya da eski: yenilesin" });
  await fault.waitFor();
  expect(await fault.textContent()).toContain("Gösterildi:");
  const chain = page.getByRole("list", { name: "Mehmet Kaya · 1002" });
  expect(await chain.getByRole("listitem").count()).toBe(7);
  // In words too, not by colour alone.
  expect(await chain.locator(".trace-broken").textContent()).toContain("koptu");
  expect(await page.getByRole("list", { name: "Zeynep Arslan · 1001" }).locator(".trace-ok").count()).toBe(7);
  expect(complaints).toEqual([]);
});

test("an agent is not asked for it", async () => {
  const { page } = await stage({ path: "/calls/k-7" });
  await page.locator(".story").waitFor();
  expect(await page.getByText("Neden?").count()).toBe(0);
});

test("trouble is posted on every open card, and is gone when it is over", async () => {
  const { page, fake, complaints } = await stage({ login: "derya", path: "/incidents" });
  await page.getByText("Bilinen bir sorun yok.").waitFor();
  await page.getByLabel("Arayana ne denecek, Türkçe").fill("ATM’ler kapalı");
  await page.getByRole("radio", { name: "Kesinti" }).check();
  await page.getByLabel("Satış").check();
  await page.getByLabel("Şehirler").fill("Ankara, İzmir ,");
  await page.getByLabel("Ne zamana dek").selectOption("30");
  await page.getByRole("button", { name: "Olayı duyur" }).click();
  await page.locator(".holding", { hasText: "Kesinti: ATM’ler kapalı" }).waitFor();
  expect(fake.incidents[0]).toMatchObject({ level: "breach", queues: ["satis"], cities: ["Ankara", "İzmir"] });
  const left = Date.parse(fake.incidents[0]?.until ?? "") - Date.parse(fake.incidents[0]?.from ?? "");
  expect(Math.abs(left - 1_800_000)).toBeLessThan(60_000);
  expect(await page.locator(".holding-line").textContent()).toContain("Satış, Ankara, İzmir · Derya Aksoy");
  await page.getByRole("button", { name: /Sona erdi.*ATM’ler kapalı/ }).click();
  await page.getByText("Bilinen bir sorun yok.").waitFor();
  expect(fake.incidents).toEqual([]);
  expect(complaints).toEqual([]);
});

test("a number is read as the server reads it, with whom it belongs to", async () => {
  const { page } = await stage({ login: "derya" });
  await page.locator('.menu a[href="/numbers"]').click();
  await page.getByLabel("Yazıldığı ya da arandığı gibi").fill("0532 000 00 12");
  await page.keyboard.press("Enter");
  await page.locator(".fact", { hasText: /E\.164.*\+905320000012/s }).waitFor();
  await page.locator(".fact", { hasText: "Tam bu numara" }).getByRole("link", { name: "Hakan Demirtaş" }).waitFor();
  await page.getByText("ulusal, ön ekiyle").waitFor();
  await page.getByLabel("Yazıldığı ya da arandığı gibi").fill("12");
  await page.keyboard.press("Enter");
  await page.getByText("her numaradan kısa").waitFor();
});
