import type { I18n } from "../core/i18n";
import type { CardField } from "../protocol/CardField";

/** A field's value as people write it. What is not of its kind, or hidden, stays as it came. */
export function fieldText({ kind, value, masked }: Pick<CardField, "kind" | "value" | "masked">, i18n: I18n): string {
  if (value === null) return "–";
  if (masked) return value;
  switch (kind) {
    case "moment":
      return Number.isNaN(Date.parse(value)) ? value : i18n.moment(value);
    case "date":
      // Without a time it would be read as midnight in Greenwich, the day before in the west.
      return /^\d{4}-\d\d-\d\d$/.test(value) ? i18n.day(`${value}T00:00`) : value;
    case "number":
      return /^-?\d{1,15}$/.test(value) ? i18n.number(Number(value)) : value;
    default:
      return value;
  }
}
