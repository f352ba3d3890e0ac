import type { Customer } from "../protocol/Customer";
import type { CustomerEdit } from "../protocol/CustomerEdit";

/** The form's fields as they are typed: every one a text. */
export type CustomerFields = {
  kind: "person" | "company";
  name: string;
  salutation: string;
  segment: string;
  vip: boolean;
  language: string;
  city: string;
  email: string;
  numbers: string;
};

/** A new customer, with the number she calls from. */
export function newFields(number: string | null): CustomerFields {
  const blank = { name: "", salutation: "", segment: "", vip: false, language: "", city: "", email: "" };
  return { kind: "person", ...blank, numbers: number ?? "" };
}

/** The form of a customer we have. */
export function fieldsOf(customer: Customer): CustomerFields {
  return {
    kind: customer.kind,
    name: customer.name,
    salutation: customer.salutation ?? "",
    segment: customer.segment ?? "",
    vip: customer.vip,
    language: customer.language ?? "",
    city: customer.city ?? "",
    email: customer.email ?? "",
    numbers: customer.numbers.join("\n"),
  };
}

/** What is sent: empty texts are absent, numbers one a line. The server reads the numbers. */
export function editOf(fields: CustomerFields, callId: string | null): CustomerEdit {
  return {
    kind: fields.kind,
    name: fields.name.trim(),
    salutation: orNull(fields.salutation),
    segment: orNull(fields.segment),
    vip: fields.vip,
    language: orNull(fields.language),
    city: orNull(fields.city),
    email: orNull(fields.email),
    numbers: fields.numbers
      .split(/[\n,;]/)
      .map((line) => line.trim())
      .filter(Boolean),
    call_id: callId,
  };
}

function orNull(text: string): string | null {
  return text.trim() === "" ? null : text.trim();
}
