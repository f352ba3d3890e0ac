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

test("what the core would have decided beside the PBX's queue is fetched when it is opened", async () => {
  const { page, complaints } = await stage({ login: "derya", path: "/board" });
  const summary = page.getByText("Gölge karşılaştırma", { exact: true });
  await summary.focus();
  await page.keyboard.press("Enter");
  await page.getByRole("row", { name: /merkez\/depo 42 2,4 sn erken %71 %5 %55 9 6 \(4\)/ }).waitFor();
  await page.getByRole("row", { name: /Mehmet Kaya Zeynep Arslan 3,1 sn erken/ }).waitFor();
  await page.getByRole("row", { name: /arayan bıraktı Ayşe Yılmaz –/ }).waitFor();
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

test("two records of one person are compared, made one, and taken apart again", async () => {
  const { page, fake, complaints } = await stage({ login: "derya", path: "/customers" });
  await page.getByRole("link", { name: "Çift kayıtlar" }).click();
  await page.getByText("aynı numara +905320000045 · benzer ad").waitFor();
  await page.getByRole("button", { name: /Karşılaştır/ }).click();
  await page
    .locator(".double-side", { hasText: "Nermin Işık" })
    .getByText(/232 000 00 67/)
    .waitFor();
  await page.getByRole("radio", { name: "Orhan Işık (daha yeni kayıt)" }).check();
  await page.getByRole("button", { name: "Birleştir" }).click();
  await page.getByText("Çift kayıt bulunmadı.").waitFor();
  expect(fake.merges[0]).toMatchObject({ kept: "c3", gone: { id: "c2" } });
  await page.getByRole("button", { name: /Geri al.*Nermin Işık/ }).click();
  await page.getByText("geri alındı", { exact: false }).waitFor();
  await page.getByRole("button", { name: /Karşılaştır/ }).waitFor();
  expect(complaints).toEqual([]);
});

test("callers who gave up are called back, from the agent's phone where it can be told to", async () => {
  const { page, fake, complaints } = await stage({ path: "/missed" });
  await page.getByText("1 arayanla henüz kimse konuşmadı").waitFor();
  expect(await page.locator("tbody tr").count()).toBe(1);
  await page.getByRole("button", { name: /^Ara : .*905320000012/ }).click();
  await page.getByText("0 arayanla henüz kimse konuşmadı").waitFor();
  expect(fake.commands("call.dial")[0]).toMatchObject({ d: { number: "+905320000012" } });
  await page.getByLabel("Yalnız aranmayı bekleyenler").uncheck();
  await page.locator("tr", { hasText: "532 000 00 12" }).getByText("arandı: Zeynep Arslan").waitFor();
  await page.locator("tr", { hasText: "532 000 00 99" }).getByText("yeniden aradı, görüşüldü").waitFor();
  expect(complaints).toEqual([]);
});

test("a supervisor sets an agent's state from the board, by keyboard, and says why", async () => {
  const { page, fake, complaints } = await stage({ login: "derya", path: "/board" });
  const row = page.locator(".agent-row", { hasText: "Mehmet Kaya" });
  await row.getByRole("button", { name: /durumunu değiştir/ }).focus();
  await page.keyboard.press("Enter");
  const dialog = page.getByRole("dialog", { name: "Mehmet Kaya: durumunu değiştir" });
  await dialog.waitFor();
  await dialog.getByLabel("Neden hazır değil").selectOption("egitim");
  expect(await dialog.getByRole("button", { name: "Uygula" }).getAttribute("aria-disabled")).toBe("true");
  await dialog.getByLabel("Gerekçe").fill("yeni ürün anlatılıyor");
  await page.keyboard.press("Enter");
  await dialog.waitFor({ state: "detached" });
  expect(fake.orders).toEqual([{ state: "not_ready", reason: "egitim", why: "yeni ürün anlatılıyor" }]);
  await row.getByText("Hazır değil").waitFor();
  await row.getByRole("button", { name: /durumunu değiştir/ }).click();
  await dialog.waitFor();
  await page.keyboard.press("Escape");
  await dialog.waitFor({ state: "detached" });
  expect(complaints).toEqual([]);
});

test("a supervisor listens from the board, whispers without a second ring, and stops", async () => {
  const { page, fake, complaints } = await stage({ login: "derya", path: "/board" });
  const row = page.locator(".agent-row", { hasText: "Zeynep Arslan" });
  const open = row.getByRole("button", { name: "Zeynep Arslan: dinle ya da görüşmeye katıl" });
  await open.focus();
  await page.keyboard.press("Enter");
  const dialog = page.getByRole("dialog", { name: "Zeynep Arslan: görüşmeye katıl" });
  await dialog.getByText("Sizi kimse duymaz.").waitFor();
  await dialog.getByLabel("Telefonunuz (dahili)").fill("1090");
  expect(await dialog.getByRole("button", { name: "Başla" }).getAttribute("aria-disabled")).toBe("true");
  await dialog.getByLabel("Gerekçe").fill("yeni başladı");
  await page.keyboard.press("Enter");
  await dialog.waitFor({ state: "detached" });
  await row.getByText("dinleniyor: 1090").waitFor({ state: "attached" });
  await open.click();
  // The extension is remembered.
  await dialog.getByText("yeniden çalmadan değişir").waitFor();
  await dialog.getByRole("radio", { name: "Fısılda" }).check();
  await dialog.getByLabel("Gerekçe").fill("fiyatı unuttu");
  await page.keyboard.press("Enter");
  await dialog.waitFor({ state: "detached" });
  expect(fake.listens.map(({ mode, phone }) => `${mode} ${phone}`)).toEqual(["listen 1090", "whisper 1090"]);
  await open.click();
  await dialog.getByRole("button", { name: "Bitir" }).click();
  await dialog.getByText("Telefonunuz çalar").waitFor();
  fake.agent("a1", { state: "available", may_listen: false, queue: null, caller: null });
  await dialog.getByText("Temsilci artık görüşmüyor.").waitFor();
  expect(complaints).toEqual([]);
});

test("an agent sees that somebody listens, in words", async () => {
  const { page, desk } = await stage();
  const call = desk.ring("known");
  desk.answer(call);
  await page.locator(".call-talking .controls").waitFor();
  expect(await page.getByText("Görüşme dinleniyor").count()).toBe(0);
  desk.monitored(true);
  await page.getByText("◉ Görüşme dinleniyor").waitFor();
});

test("a queue's own page says who waits and why each still does", async () => {
  const { page, complaints } = await stage({ login: "derya", path: "/board" });
  await page.locator(".queue-table").getByRole("link", { name: "Destek" }).click();
  await page.getByRole("heading", { name: "Bekleyenler (3)" }).waitFor();
  await page.locator("tr", { hasText: "Hakan Demirtaş" }).getByText("Ayşe Yılmaz çalıyor").waitFor();
  const second = page.locator("tr", { hasText: "232 000 00 67" });
  expect(await second.locator("li").allTextContents()).toEqual([
    "3 temsilci görüşmede",
    "2 temsilci hazır değil",
    "41 temsilci becerisi yetmiyor",
  ]);
  await page.locator("tr", { hasText: "Gizli numara" }).waitFor();
  expect(await page.locator(".agent-row", { hasText: "Deniz Şahin" }).count()).toBe(0);
  expect(complaints).toEqual([]);
});

test("a promised call stands above the missed ones until somebody has made it", async () => {
  const { page, fake, complaints } = await stage({ path: "/missed" });
  const promised = page.locator(".double", { hasText: "Hakan Demirtaş" });
  await promised.getByText("zamanı geçti").waitFor();
  await promised.getByText("Acil").waitFor();
  await promised.getByRole("button", { name: /Arandı diye işaretle/ }).click();
  await promised.waitFor({ state: "detached" });
  expect(fake.promised).toEqual([]);
  expect(complaints).toEqual([]);
});
