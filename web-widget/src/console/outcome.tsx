import type { JSX } from "preact";
import type { Key } from "../core/i18n";
import type { CallRow } from "../protocol/CallRow";
import type { Level } from "../protocol/Level";
import { useApp } from "../ui/app";

const WORDS: Readonly<Record<string, { key: Key; level: Level }>> = {
  completed: { key: "outcome.completed", level: "ok" },
  abandoned: { key: "outcome.abandoned", level: "breach" },
  busy: { key: "outcome.busy", level: "warn" },
  no_answer: { key: "outcome.no_answer", level: "warn" },
  cancelled: { key: "outcome.cancelled", level: "warn" },
  rejected: { key: "outcome.rejected", level: "warn" },
  answered_elsewhere: { key: "outcome.answered_elsewhere", level: "ok" },
  failed: { key: "outcome.failed", level: "breach" },
  fell_back: { key: "outcome.fell_back", level: "warn" },
};

const SHAPE: Record<Level, string> = { ok: "●", warn: "▲", breach: "■" };

/**
 * How a call ended, and whether that is known from the PBX's log alone. A word that we do not know yet is shown as the
 * server said it.
 */
export function OutcomeText({ row }: { row: CallRow }): JSX.Element {
  const { t } = useApp().i18n;
  if (row.outcome === null) return <span class="running">{t("outcome.running")}</span>;
  const known = WORDS[row.outcome];
  return (
    <span class="outcome">
      {known && (
        <span class={`level level-${known.level}`} aria-hidden="true">
          {SHAPE[known.level]}{" "}
        </span>
      )}
      {known ? t(known.key) : row.outcome}
      {row.source && <span class="quiet"> · {t("outcome.from_log")}</span>}
    </span>
  );
}
