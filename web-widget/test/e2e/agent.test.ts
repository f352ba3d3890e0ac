import { expect, test } from "vitest";
import { HOSTILE_NAME } from "../fake/company";
import { signIn } from "./browser";
import { emptyStage, eventually, stage } from "./stage";

test("a wrong password and too many tries are said in words, and then the way in is open", async () => {
  const { page, fake } = await emptyStage();
  await page.goto(fake.url);
  const enter = async (login: string): Promise<void> => {
    await page.locator('input[autocomplete="username"]').fill(login);
    await page.locator('input[autocomplete="current-password"]').fill("wrong");
    await page.locator('button[type="submit"]').click();
  };
  await enter("zeynep");
  await page.getByText("Kullanıcı adı ya da parola yanlış.").waitFor();
  await enter("impatient");
  await page.getByText("Çok fazla deneme yapıldı.").waitFor();
  await signIn(page, fake);
  await page.getByText("Çağrı bekleniyor").waitFor();
});

test("a known caller is shown with her name, her history and why the call came here", async () => {
  const { page, fake, desk } = await stage();
  desk.ring("known");
  await page.locator(".who-name", { hasText: "Hakan Demirtaş" }).waitFor();
  await page.getByText("+90 532 000 00 12").first().waitFor();
  await page.getByText("Bekledi 00:47").waitFor();
  await page.getByText("Kargo iki gündür").waitFor();
  await eventually(() => fake.acks.length === 1);
});

test("number and queue are shown before the customer is found, and the pop is acked then", async () => {
  const { page, fake, desk } = await stage();
  const call = desk.ring("known", { found: false });
  await page.locator(".who-name", { hasText: "+90 532 000 00 12" }).waitFor();
  await eventually(() => fake.acks.length === 1);
  desk.found(call);
  await page.locator(".who-name", { hasText: "Hakan Demirtaş" }).waitFor();
});

test("one of several is chosen by its number, and the choice can be taken back", async () => {
  const { page, fake, desk } = await stage();
  desk.ring("several");
  await page.locator(".candidate").nth(2).waitFor();
  await page.keyboard.press("Digit2");
  await page.locator(".who-name", { hasText: "Orhan Işık" }).waitFor();
  await page.getByRole("button", { name: "Bu kişi değil" }).click();
  await page.locator(".candidate").nth(2).waitFor();
  expect(fake.commands("pop.pick").map((cmd) => cmd.d)).toEqual([
    { pop_id: expect.any(String), customer_id: "c3" },
    { pop_id: expect.any(String), customer_id: null },
  ]);
});

test("an unknown caller becomes a customer with the number filled in, and the call hers", async () => {
  const { page, desk } = await stage();
  desk.ring("unknown");
  await page.locator(".who-name", { hasText: "Kayıtsız arayan" }).waitFor();
  await page.getByLabel("Ad", { exact: true }).fill("Gülşen Ağaoğlu");
  expect(await page.getByLabel("Numaralar").inputValue()).toBe("+905550000034");
  await page.getByRole("button", { name: "Müşteriyi kaydet" }).click();
  await page.locator(".who-name", { hasText: "Gülşen Ağaoğlu" }).waitFor();
});

test("a withheld number is an ordinary call, and the caller can be searched", async () => {
  const { page, desk } = await stage();
  desk.ring("withheld");
  await page.locator(".who-name", { hasText: "Gizli numara" }).waitFor();
  await page.getByRole("searchbox").fill("isik mobilya");
  await page.locator(".hits .candidate").click();
  await page.locator(".who-name", { hasText: "Işık Mobilya Ltd." }).waitFor();
});

test("a look-up that fails says so and leaves the call alone", async () => {
  const { page, desk } = await stage();
  const call = desk.ring("unknown", { found: false });
  desk.failLookUp(call);
  await page.getByText("Müşteri kaydı yanıt vermedi").waitFor();
  await page.getByRole("button", { name: "Reddet" }).waitFor();
});

test("a hostile name is only ever text", async () => {
  const { page, desk, complaints } = await stage();
  const call = desk.ring("hostile");
  await page.locator(".who-name", { hasText: HOSTILE_NAME }).waitFor();
  await page.locator(".customer").waitFor();
  desk.answer(call);
  desk.hangUp(call);
  await page.locator(".finish").waitFor();
  await page.locator('.menu a[href="/calls"]').click();
  await page.getByRole("button", { name: "Daha fazla" }).click();
  await page.locator("td, th", { hasText: HOSTILE_NAME }).first().waitFor();
  expect(await page.evaluate("window.pwned")).toBeUndefined();
  expect(await page.locator("#app img, #app iframe, #app script").count()).toBe(0);
  expect(complaints).toEqual([]);
});

test("typing goes on through a ring, a hang-up and every redraw, with the focus where it was", async () => {
  const { page, desk } = await stage();
  const first = desk.ring("known");
  desk.answer(first);
  const note = page.locator(".work textarea");
  await note.click();
  await page.keyboard.type("Kargo ");
  desk.hangUp(first);
  await page.locator(".finish").waitFor();
  await page.keyboard.type("yarın ");
  const second = desk.ring("unknown");
  await page.locator(".call-ringing").waitFor();
  await page.keyboard.type("gelir");
  desk.answer(second);
  await page.locator(".call-talking").waitFor();
  expect(await page.locator(".call-wrap_up textarea").inputValue()).toBe("Kargo yarın gelir");
  expect(await page.evaluate("document.activeElement.tagName")).toBe("TEXTAREA");
});

test("a half-typed form for one caller stays while a second caller rings", async () => {
  const { page, desk } = await stage();
  const first = desk.ring("unknown");
  desk.answer(first);
  await page.getByLabel("Ad", { exact: true }).fill("Yarım");
  desk.hangUp(first);
  desk.ring("known");
  await page.locator(".call-ringing").waitFor();
  expect(await page.getByLabel("Ad", { exact: true }).inputValue()).toBe("Yarım");
  expect(await page.getByLabel("Ad", { exact: true }).isVisible()).toBe(true);
});

test("a draft outlives a reload and is kept on the server", async () => {
  const { page, fake, desk } = await stage();
  const call = desk.ring("known");
  desk.answer(call);
  desk.hangUp(call);
  await page.getByLabel("Not", { exact: true }).fill("Yarın aranacak");
  await page.getByRole("radio", { name: "Şikâyet" }).check();
  await page.getByText("Taslak saklandı").waitFor();
  expect(fake.commands("wrapup.save").at(-1)?.d).toMatchObject({
    note: "Yarın aranacak",
    disposition: "sikayet",
    finish: false,
  });
  await page.reload();
  await page.locator(".finish").waitFor();
  expect(await page.getByLabel("Not", { exact: true }).inputValue()).toBe("Yarın aranacak");
  expect(await page.getByRole("radio", { name: "Şikâyet" }).isChecked()).toBe(true);
});

test("a wrap-up needs an outcome, can be put off, and ends ready", async () => {
  const { page, fake, desk } = await stage();
  const call = desk.ring("known");
  desk.answer(call);
  desk.hangUp(call);
  await page.getByRole("button", { name: "Kaydet, hazır ol" }).click();
  await page.getByText("Önce bir sonuç seçin.").waitFor();
  await page.getByRole("button", { name: "Süre ekle" }).click();
  await eventually(() => fake.commands("wrapup.extend").length === 1);
  await page.getByRole("radio", { name: "Bilgi verildi" }).check();
  await page.getByRole("radio", { name: "Evet" }).check();
  await page.getByLabel("Önem").selectOption("urgent");
  await page.getByLabel("Yeniden aranacak").fill("2030-01-02T09:30");
  await page.getByRole("button", { name: "Kaydet, hazır ol" }).click();
  await page.getByText("Çağrı bekleniyor").waitFor();
  const saved = fake.commands("wrapup.save").at(-1)?.d;
  expect(saved).toMatchObject({ disposition: "bilgi", solved: true, severity: "urgent", finish: true });
  const due = await page.evaluate(() => new Date("2030-01-02T09:30").toISOString());
  expect(saved).toMatchObject({ follow_up_at: due });
});

test("outcomes under heads are a list that can be walked through", async () => {
  const { page, fake, desk } = await stage();
  const head = (tr: string) => ({ tr, en: tr });
  const dispositions = [
    { id: "gecikme", label: head("Gecikme"), group: head("Kargo") },
    { id: "hasar", label: head("Hasar"), group: head("Kargo") },
    { id: "diger", label: head("Diğer"), group: null },
  ];
  desk.session({ dispositions });
  const call = desk.ring("known");
  desk.answer(call);
  desk.hangUp(call);
  const list = page.getByLabel("Sonuç");
  await list.waitFor();
  expect(await list.locator("optgroup").getAttribute("label")).toBe("Kargo");
  await list.selectOption("hasar");
  await page.getByRole("button", { name: "Kaydet, hazır ol" }).click();
  await page.getByText("Çağrı bekleniyor").waitFor();
  expect(fake.commands("wrapup.save").at(-1)?.d).toMatchObject({ disposition: "hasar" });
});

test("a break is chosen before saving, so that no call slips in between", async () => {
  const { page, fake, desk } = await stage();
  const call = desk.ring("known");
  desk.answer(call);
  desk.hangUp(call);
  await page.getByRole("radio", { name: "Bilgi verildi" }).check();
  await page.getByLabel("Mola nedeni").selectOption("yemek");
  await page.getByRole("button", { name: "Kaydet, yemek" }).click();
  await page.getByText("Şu anda çağrı almıyorsunuz").waitFor();
  const ops = fake.received.flatMap((frame) => (frame.t === "cmd" ? [frame.op] : []));
  expect(ops.slice(-2)).toEqual(["agent.state", "wrapup.save"]);
  expect(desk.state.session.reason).toBe("yemek");
});

test("a choice made during a call is shown as what comes after it", async () => {
  const { page, desk } = await stage();
  const call = desk.ring("known");
  desk.answer(call);
  await page.locator(".chip-on_call").waitFor();
  await page.getByLabel("Çağrıdan sonraki durumunuz").selectOption("not_ready:mola");
  await eventually(() => desk.state.session.next?.reason === "mola");
  await page.locator(".chip-on_call").waitFor();
  expect(await page.locator("#cti-state option:checked").textContent()).toBe("sonra: Mola");
});

test("a missed call is mended with one press", async () => {
  const { page, desk } = await stage();
  desk.miss(desk.ring("known"));
  await page.getByText("+90 532 000 00 12 aradı, yanıtlanmadı").waitFor();
  await page.getByRole("button", { name: "Hazır ol" }).click();
  await page.getByText("Çağrı bekleniyor").waitFor();
});

test("a call is announced once, however often it changes", async () => {
  const { page, desk } = await stage();
  await page.evaluate(`
    window.said = [];
    new MutationObserver(() => {
      const text = document.querySelector("[data-announce]").textContent;
      if (text) window.said.push(text);
    }).observe(document.querySelector("[data-announce]"), { childList: true, characterData: true, subtree: true });
  `);
  const call = desk.ring("known", { found: false });
  await page.locator(".call-ringing").waitFor();
  desk.found(call);
  desk.answer(call);
  await page.locator(".call-talking").waitFor();
  expect(await page.evaluate("window.said")).toEqual(["Gelen çağrı, +90 532 000 00 12, Destek"]);
});

test("a lost connection is said, its controls rest, and it comes back by itself", async () => {
  const { page, fake, desk } = await stage();
  desk.ring("known");
  await page.locator(".call-ringing").waitFor();
  fake.onWelcome = (connection) => connection.cut();
  fake.cut();
  await page.getByText("Yeniden bağlanıyor – telefon çalışır").waitFor();
  expect(await page.getByRole("button", { name: "Reddet" }).getAttribute("aria-disabled")).toBe("true");
  fake.onWelcome = () => undefined;
  await page.locator(".conn-live").waitFor();
  expect(await page.locator(".call-card").count()).toBe(1);
});

test("another screen may take over, and this one may take over again", async () => {
  const { page, fake } = await stage();
  fake.closeAll(4202);
  await page.getByRole("button", { name: "Burada devam et" }).click();
  await page.locator(".conn-live").waitFor();
});

test("a call takes nobody away from the page she is on", async () => {
  const { page, desk, fake } = await stage({ path: "/customers" });
  await page.getByRole("searchbox").fill("hakan");
  desk.ring("known");
  await page.locator(".strip-ringing", { hasText: "Hakan Demirtaş" }).waitFor();
  expect(new URL(page.url()).pathname).toBe("/customers");
  expect(await page.evaluate("document.activeElement.type")).toBe("search");
  await eventually(() => fake.acks.length === 1);
});

test("a day can be worked by keyboard alone", async () => {
  const { page, fake } = await emptyStage();
  const desk = fake.desk("zeynep");
  await page.goto(fake.url);
  await page.locator(".sign-in-card").waitFor();
  await page.keyboard.press("Tab");
  await page.keyboard.type("zeynep");
  await page.keyboard.press("Tab");
  await page.keyboard.type("santral-demo-1");
  await page.keyboard.press("Enter");
  await page.locator(".conn-live").waitFor();
  await page.keyboard.press("Alt+Shift+S");
  expect(await page.evaluate("document.activeElement.id")).toBe("cti-state");
  desk.ring("known");
  await page.locator(".call-ringing").waitFor();
  await page.keyboard.press("Alt+Shift+R");
  await page.locator(".call-ringing").waitFor({ state: "detached" });
  const call = desk.ring("known");
  desk.answer(call);
  await page.locator(".call-talking").waitFor();
  await page.keyboard.press("Alt+Shift+E");
  await page.locator(".finish").waitFor();
  for (let i = 0; i < 12 && !(await focusIs(page, "input[type=radio]")); i += 1) await page.keyboard.press("Tab");
  await page.keyboard.press("Space");
  for (let i = 0; i < 12 && !(await focusIs(page, ".button-primary")); i += 1) await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await page.getByText("Çağrı bekleniyor").waitFor();
});

async function focusIs(page: import("playwright-core").Page, selector: string): Promise<boolean> {
  return page.evaluate((what) => document.activeElement?.matches(what) ?? false, selector);
}

test("shortcuts can be turned off", async () => {
  const { page, desk } = await stage({ path: "/account" });
  await page.getByLabel("Klavye kısayolları").uncheck();
  await page.locator('.menu a[href="/agent"]').click();
  desk.ring("known");
  await page.locator(".call-ringing").waitFor();
  expect(await page.locator(".call-ringing .kbd").count()).toBe(0);
  await page.keyboard.press("Alt+Shift+R");
  await page.getByRole("button", { name: "Reddet" }).click();
  await page.locator(".call-ringing").waitFor({ state: "detached" });
});

test("the buttons of a conversation are those the server offers, and a colleague who is free comes first", async () => {
  const { page, desk } = await stage();
  const call = desk.ring("known");
  desk.answer(call);
  const button = (name: string): ReturnType<typeof page.getByRole> => page.getByRole("button", { name, exact: true });
  await button("Beklet").click();
  await page.getByText("Beklemede").first().waitFor();
  expect(await button("Sessiz").count()).toBe(0);
  await button("Devam et").click();
  await button("Sessiz").click();
  await button("Sesi aç").click();
  await button("Aktar…").click();
  await page.locator(".target").nth(2).waitFor();
  expect((await page.locator(".target-name").allInnerTexts()).map((text) => text.split(" ")[0])).toEqual([
    "Mehmet",
    "Ayşe",
    "Satış",
  ]);
  await page.getByLabel("Kime (ad, kuyruk ya da numara)").fill("meh");
  await page.getByRole("button", { name: "Danış Mehmet Kaya" }).click();
  await page.getByText("Mehmet Kaya ile görüşüyorsunuz").waitFor();
  await button("Vazgeç, görüşmeye dön").click();
  await button("Tuşlar").click();
  await page.getByLabel("Gönderilecek tuşlar").fill("12x#");
  await button("Gönder").click();
  await eventually(() => desk.controls.length === 7);
  expect(desk.controls).toEqual(["hold", "resume", "mute", "unmute", "consult 1002", "cancel", "keys 12#"]);
  // Cleared when the server has taken them: what was sent is not kept on the screen.
  await eventually(async () => (await page.getByLabel("Gönderilecek tuşlar").inputValue()) === "");
});

test("what the PBX would not do is said on the call, and a number that nobody has can be typed", async () => {
  const { page, desk } = await stage();
  const call = desk.ring("known");
  desk.answer(call);
  await page.getByRole("button", { name: "Aktar…" }).click();
  await page.getByLabel("Kime (ad, kuyruk ya da numara)").fill("0532 111 22 33");
  await page.getByRole("button", { name: "Danış 05321112233" }).waitFor();
  desk.refuse(call, { tr: "Çağrı aktarılamadı: yok", en: "x" });
  await page.getByRole("alert").getByText("Çağrı aktarılamadı: yok").waitFor();
});

test("a caller handed over comes with the colleague's name and what she wrote", async () => {
  const { page, desk } = await stage();
  desk.ring("known", { pop: { handed: { by: "Ayşe Yılmaz", note: "Modem <b>kırmızı</b> yanıyor" } } });
  await page.locator(".handed").getByText("Ayşe Yılmaz").waitFor();
  await page.getByText("Modem <b>kırmızı</b> yanıyor").waitFor();
});

test("a number is dialled from the page where the PBX lets her", async () => {
  const { page, fake, desk } = await stage();
  await page.getByLabel("Numara çevir").fill("0532 111 22 33");
  await page.getByRole("button", { name: "Ara", exact: true }).click();
  await eventually(() => fake.commands("call.dial").length === 1);
  expect(fake.commands("call.dial").map((cmd) => cmd.d)).toEqual([{ number: "0532 111 22 33" }]);
  desk.refuse(null, { tr: "Kendi telefonunuz çağrıyı almadı", en: "Your own phone did not take the call" });
  await page.getByRole("alert").filter({ hasText: "Kendi telefonunuz çağrıyı almadı" }).waitFor();
  desk.session({ may_dial: false });
  await page.getByLabel("Numara çevir").waitFor({ state: "detached" });
});
