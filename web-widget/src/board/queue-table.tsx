import type { JSX } from "preact";
import { waitLevel } from "../core/board-view";
import type { Key } from "../core/i18n";
import { clockText, tick } from "../core/time";
import type { Label } from "../protocol/Label";
import type { QueueRow } from "../protocol/QueueRow";
import type { ServiceLevel } from "../protocol/ServiceLevel";
import { useApp, useDesk } from "../ui/app";
import { LevelMark } from "../ui/level";

/** The queues; each figure of the service level stands beside its target and its rule. */
export function QueueTable({ queues, formula }: { queues: QueueRow[]; formula: Label }): JSX.Element {
  const { t, label } = useApp().i18n;
  if (queues.length === 0) return <p class="quiet">{t("board.noQueues")}</p>;
  return (
    <>
      <section class="table-wrap" tabIndex={0} aria-label={t("board.queues")}>
        <table class="table queue-table">
          <QueueHead />
          <tbody>
            {queues.map((queue) => (
              <QueueLine key={queue.id} queue={queue} />
            ))}
          </tbody>
        </table>
      </section>
      <p class="formula">
        <strong>{t("board.sl")}</strong> {label(formula)}
      </p>
    </>
  );
}

const COUNTS = [
  ["board.entered", "entered"],
  ["board.answered", "answered"],
  ["board.abandoned", "abandoned"],
  ["board.short", "short_abandoned"],
  ["board.fellBack", "fell_back"],
  ["board.ready", "agents_available"],
  ["board.busy", "agents_busy"],
  ["board.notReady", "agents_not_ready"],
] as const satisfies readonly (readonly [Key, keyof QueueRow])[];

function QueueHead(): JSX.Element {
  const { t } = useApp().i18n;
  const figures = ["board.waiting", "board.longest", "board.slToday", ...COUNTS.map(([key]) => key)] as const;
  return (
    <thead>
      <tr>
        <th scope="col">{t("board.queue")}</th>
        {figures.map((key) => (
          <th scope="col" class="num" key={key} title={key === "board.fellBack" ? t("board.fellBackHint") : undefined}>
            {t(key)}
          </th>
        ))}
      </tr>
    </thead>
  );
}

/** `data-name` repeats a column's head where the table is too narrow to have one. */
function QueueLine({ queue }: { queue: QueueRow }): JSX.Element {
  const { t, label, number } = useApp().i18n;
  return (
    <tr>
      <th scope="row">
        <a href={`/queues/${encodeURIComponent(queue.id)}`}>{label(queue.label)}</a>
      </th>
      <td class={`num${queue.waiting > 0 ? " strong" : ""}`} data-name={t("board.waiting")}>
        {number(queue.waiting)}
      </td>
      <td class="num" data-name={t("board.longest")}>
        <LongestWait queue={queue} />
      </td>
      <td class="num cell-sl" data-name={t("board.slToday")}>
        <ServiceLevelFigure level={queue.service_level} />
      </td>
      {COUNTS.map(([key, field]) => (
        <td class={`num${queue[field] === 0 ? " zero" : ""}`} key={key} data-name={t(key)}>
          {number(queue[field])}
        </td>
      ))}
    </tr>
  );
}

/** How long the one who waits longest has waited, with its level. */
function LongestWait({ queue }: { queue: QueueRow }): JSX.Element {
  const { clock } = useDesk();
  tick().value;
  if (!queue.oldest_at) return <span class="zero">–</span>;
  const ms = clock.since(queue.oldest_at);
  return (
    <span class="figure">
      {clockText(ms)} <LevelMark level={waitLevel(ms, queue.service_level.within_s)} />
    </span>
  );
}

export function ServiceLevelFigure({ level }: { level: ServiceLevel }): JSX.Element {
  const { t, percent } = useApp().i18n;
  const rule = `${t("board.target", { target: level.target_percent, within: level.within_s })} · ${t("board.shortRule", { s: level.short_abandon_s })}`;
  return (
    <span class="sl">
      {level.percent === null ? (
        <span class="zero">–</span>
      ) : (
        <span class="figure">
          {percent(level.percent)} <LevelMark level={level.level} />
        </span>
      )}
      <span class="sl-rule">{rule}</span>
    </span>
  );
}
