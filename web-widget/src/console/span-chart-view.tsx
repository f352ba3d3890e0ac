import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { clockText } from "../core/time";
import { useApp } from "../ui/app";
import { Button } from "../ui/button";
import type { Bar, Chart, ChartRow } from "./span-chart";

/** Agents drawn at first; the others on request. */
const ROWS_SHOWN = 20;

type At = { row: number; bar: number };

/**
 * Everybody's time towards a call as bars, one line each. The bars say their words on hover, on a press
 * and under the arrow keys; the whole chart is one stop of the tab key. The table says all of it in rows.
 */
export function SpanChartView({ chart }: { chart: Chart }): JSX.Element {
  const { t } = useApp().i18n;
  const [all, setAll] = useState(false);
  const [at, setAt] = useState<At | null>(null);
  const rows = [chart.call, ...(all ? chart.agents : chart.agents.slice(0, ROWS_SHOWN))];
  const hidden = chart.agents.length + 1 - rows.length;
  return (
    <div class="why-chart">
      <Drawing rows={rows} at={at} onAt={setAt} />
      <p class="why-axis" aria-hidden="true">
        <span>00:00</span>
        <span>{clockText(chart.lengthMs)}</span>
      </p>
      <p class="why-readout" aria-live="polite">
        {at ? readout(rows, at) : t("why.hint")}
      </p>
      {hidden > 0 && <Button onClick={() => setAll(true)}>{t("why.all", { n: hidden })}</Button>}
      <details>
        <summary>{t("why.table")}</summary>
        <Twin rows={[chart.call, ...chart.agents]} />
      </details>
    </div>
  );
}

type DrawingProps = { rows: ChartRow[]; at: At | null; onAt: (at: At) => void };

function Drawing({ rows, at, onAt }: DrawingProps): JSX.Element {
  const { t } = useApp().i18n;
  const point = (event: Event): void => {
    const bar = event.target instanceof Element ? event.target.closest<HTMLElement>("[data-bar]") : null;
    if (bar) onAt({ row: Number(bar.dataset.row), bar: Number(bar.dataset.bar) });
  };
  const key = (event: KeyboardEvent): void => {
    const next = moved(rows, at, event.key);
    if (!next) return;
    event.preventDefault();
    onAt(next);
  };
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is for forms.
    <div
      class="why-rows"
      role="group"
      tabIndex={0}
      aria-label={t("why.chart")}
      onPointerOver={point}
      onPointerDown={point}
      onFocus={() => at ?? onAt({ row: 0, bar: 0 })}
      onKeyDown={key}
    >
      {rows.map((row, r) => (
        <div class="why-row" key={row.id}>
          <span class="why-name">{row.name}</span>
          <span class="why-track">
            {row.bars.map((bar, b) => (
              <span
                key={`${bar.fromMs}-${b}`}
                class={`bar bar-${bar.tone}${at?.row === r && at.bar === b ? " is-at" : ""}`}
                data-row={r}
                data-bar={b}
                style={{ left: `${bar.left}%`, width: `${bar.width}%` }}
              >
                {bar.text}
              </span>
            ))}
          </span>
        </div>
      ))}
    </div>
  );
}

/** Where an arrow key leads: along a line by bars, between lines to the bar that stands at the same time. */
function moved(rows: ChartRow[], at: At | null, key: string): At | null {
  const { row, bar } = at ?? { row: 0, bar: 0 };
  const bars = rows[row]?.bars ?? [];
  if (key === "ArrowRight") return { row, bar: Math.min(bar + 1, bars.length - 1) };
  if (key === "ArrowLeft") return { row, bar: Math.max(bar - 1, 0) };
  if (key !== "ArrowDown" && key !== "ArrowUp") return null;
  const next = Math.min(Math.max(row + (key === "ArrowDown" ? 1 : -1), 0), rows.length - 1);
  const left = bars[bar]?.left ?? 0;
  const there = rows[next]?.bars.findLastIndex((other) => other.left <= left) ?? 0;
  return { row: next, bar: Math.max(there, 0) };
}

function readout(rows: ChartRow[], { row, bar }: At): string {
  const line = rows[row];
  const one = line?.bars[bar];
  return line && one ? `${line.name} · ${times(one)} · ${one.text}` : (line?.name ?? "");
}

function times({ fromMs, lastsMs }: Bar): string {
  return `${clockText(fromMs)}–${clockText(fromMs + lastsMs)}`;
}

function Twin({ rows }: { rows: ChartRow[] }): JSX.Element {
  const { t } = useApp().i18n;
  return (
    <div class="why-table">
      <table class="table">
        <caption class="sr">{t("why.chart")}</caption>
        <thead>
          <tr>
            <th scope="col">{t("board.agent")}</th>
            <th scope="col">{t("calls.time")}</th>
            <th scope="col">{t("board.state")}</th>
          </tr>
        </thead>
        <tbody>
          {rows.flatMap((row) =>
            row.bars.map((bar, b) => (
              <tr key={`${row.id}-${b}`}>
                <th scope="row">{row.name}</th>
                <td>{times(bar)}</td>
                <td>{bar.text}</td>
              </tr>
            )),
          )}
        </tbody>
      </table>
    </div>
  );
}
