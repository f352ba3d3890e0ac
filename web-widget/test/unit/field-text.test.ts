import { signal } from "@preact/signals";
import { expect, test } from "vitest";
import { I18n, type Lang } from "../../src/core/i18n";
import type { FieldKind } from "../../src/protocol/FieldKind";
import { fieldText } from "../../src/ui/field-text";

const i18n = new I18n(signal<Lang>("tr"));
const text = (kind: FieldKind, value: string | null, masked = false): string =>
  fieldText({ kind, value, masked }, i18n);

test("a field is written by its kind", () => {
  expect(text("number", "12450")).toBe("12.450");
  expect(text("date", "2025-10-22")).toBe("22 Eki 2025");
  expect(text("moment", "2020-01-01T12:00:00Z")).toContain("1 Oca 2020");
  expect(text("text", "12450")).toBe("12450");
  expect(text("text", null)).toBe("–");
});

test("what is not of its kind stays as it came", () => {
  for (const [kind, value] of [
    ["number", "1.249 TL"],
    ["number", "1.249"],
    ["number", "5400123412341234000"],
    ["date", "yarın"],
    ["moment", "yarın"],
  ] as const)
    expect(text(kind, value)).toBe(value);
});

test("the part of a hidden value that is shown is not read as a number", () => {
  expect(text("number", "1234", true)).toBe("1234");
});
