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

test("an agent is not asked for it", async () => {
  const { page } = await stage({ path: "/calls/k-7" });
  await page.locator(".story").waitFor();
  expect(await page.getByText("Neden?").count()).toBe(0);
});
