import { signal } from "@preact/signals";
import { expect, test } from "vitest";
import { fold, matches } from "../../src/core/fold";
import { I18n, type Lang } from "../../src/core/i18n";
import { phoneText } from "../../src/core/phone";
import { Clock, clockText } from "../../src/core/time";
import { initials } from "../../src/ui/pieces";

test("a Turkish number is grouped as people read it", () => {
  expect(phoneText("+905320000012")).toBe("+90 532 000 00 12");
  expect(phoneText("+904440123")).toBe("444 0 123");
});

test("a number of another country is grouped after its code", () => {
  expect(phoneText("+442079460012")).toBe("+44 207 946 0012");
  expect(phoneText("+12025550123")).toBe("+1 202 555 0123");
  expect(phoneText("+994501234567")).toBe("+994 501 234 567");
});

test("what is not E.164 stays as the PBX had it", () => {
  expect(phoneText("1001")).toBe("1001");
  expect(phoneText("anonymous")).toBe("anonymous");
});

test("the four forms of i find one another, and so do letters with and without their marks", () => {
  for (const written of ["IŞIK", "ışık", "Isik", "işik", "İŞİK"]) expect(fold(written)).toBe("isik");
  expect(matches("Şükrü Öz 1005", "oz sukru")).toBe(true);
  expect(matches("Elif Çelik", "celik 1006")).toBe(false);
});

test("initials are Turkish capitals of the first and the last word", () => {
  expect(initials("ismail hakkı ışık")).toBe("İI");
  expect(initials("<b>")).toBe("");
  expect(initials("Zeynep")).toBe("Z");
});

test("durations show hours only when there are any", () => {
  expect(clockText(7_400)).toBe("00:07");
  expect(clockText(3_729_000)).toBe("1:02:09");
});

test("durations are computed on the server's clock", () => {
  const clock = new Clock();
  clock.learn(new Date(Date.now() + 3_600_000).toISOString());
  const since = clock.since(new Date(Date.now() + 3_600_000 - 5_000).toISOString());
  expect(Math.round(since / 1_000)).toBe(5);
  expect(clock.since(new Date(Date.now() + 9_000_000).toISOString())).toBe(0);
});

test("texts follow the language and fill their places; a filling is never read as a place", () => {
  const lang = signal<Lang>("tr");
  const { t, label, percent } = new I18n(lang);
  expect(t("state.then", { state: "{state}" })).toBe("sonra: {state}");
  expect(percent(78.4)).toBe("%78,4");
  lang.value = "en";
  expect(t("state.then", { state: "Break" })).toBe("then: Break");
  expect(percent(78.4)).toBe("78.4%");
  expect(label({ tr: "Satış", en: "" })).toBe("Satış");
});
