import type { DeskItem } from "../core/agent-view";
import type { I18n } from "../core/i18n";
import { phoneText } from "../core/phone";
import type { Customer } from "../protocol/Customer";
import type { NamedLabel } from "../protocol/NamedLabel";

/** The customer of a call, when exactly one is confirmed. */
export function customerOf(item: DeskItem): Customer | null {
  const { pop } = item;
  return pop?.match === "single" ? (pop.candidates[0] ?? null) : null;
}

/** The number of a call, from whichever part of it knows one. */
export function numberOf({ pop, call, wrapUp }: DeskItem): string | null {
  return pop?.number ?? call?.party.number ?? wrapUp?.party.number ?? null;
}

export function queueOf({ pop, call, wrapUp }: DeskItem): NamedLabel | null {
  return pop?.queue ?? call?.queue ?? wrapUp?.queue ?? null;
}

/** Whether the caller kept the number back, as opposed to one that we merely do not know. */
export function isWithheld({ pop }: DeskItem): boolean {
  return pop !== null && (pop.match === "withheld" || pop.number_kind === "withheld");
}

/** What to call the caller: the customer's name, else the number, else what kind of stranger it is. */
export function headline(item: DeskItem, { t }: I18n): string {
  const name = customerOf(item)?.name ?? item.wrapUp?.customer?.name;
  if (name) return name;
  if (isWithheld(item)) return t("pop.withheld");
  if (item.pop?.match === "multiple") return t("pop.several", { n: item.pop.candidates.length });
  if (item.pop?.match === "none") return t("pop.unknown");
  const number = numberOf(item);
  return number ? phoneText(number) : t("call.noNumber");
}

/** The same for a voice: a stranger is announced by the number. */
export function spokenName(item: DeskItem, i18n: I18n): string {
  const number = numberOf(item);
  const known = customerOf(item)?.name ?? item.wrapUp?.customer?.name;
  return known ?? (number ? phoneText(number) : headline(item, i18n));
}
