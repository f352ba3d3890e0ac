import { expect, test } from "vitest";
import { editOf, fieldsOf, newFields } from "../../src/ui/customer-edit";
import { HAKAN } from "../fake/company";

test("the numbers of a form are one a line, however they are written", () => {
  const edit = editOf(
    { ...newFields("+905320000012"), name: " Ayşe ", numbers: "0532 000 00 12\n\n 0312 000 00 45 " },
    "k",
  );
  expect(edit).toMatchObject({ name: "Ayşe", numbers: ["0532 000 00 12", "0312 000 00 45"], call_id: "k", city: null });
});

test("a customer goes through the form unchanged", () => {
  const { id: _, since: __, history: ___, notes: ____, ...kept } = HAKAN;
  expect(editOf(fieldsOf(HAKAN), null)).toEqual({ ...kept, call_id: null });
});
