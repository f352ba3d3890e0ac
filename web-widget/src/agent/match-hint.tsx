import type { JSX } from "preact";
import type { DeskItem } from "../core/agent-view";
import type { Key } from "../core/i18n";
import type { Match } from "../protocol/Match";
import { useApp } from "../ui/app";

const HINTS: Partial<Record<Match, readonly Key[]>> = {
  none: ["pop.unknownHint"],
  withheld: ["pop.withheldHint"],
  error: ["pop.error", "pop.errorHint"],
  pending: ["pop.pending"],
};

/** One line on what the look-up came to, where it did not come to a customer. */
export function MatchHint({ item }: { item: DeskItem }): JSX.Element | null {
  const { t } = useApp().i18n;
  const match = item.pop?.match;
  const keys = match && HINTS[match];
  if (!keys || item.stage === "wrap_up") return null;
  return <p class={`match-hint match-${match}`}>{keys.map((key) => t(key)).join(". ")}</p>;
}
