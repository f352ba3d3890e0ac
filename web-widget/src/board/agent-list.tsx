import type { JSX } from "preact";
import { useRef, useState } from "preact/hooks";
import { StateDot } from "../agent/state-bar";
import { agentLevel } from "../core/board-view";
import type { AgentRow } from "../protocol/AgentRow";
import type { QueueRow } from "../protocol/QueueRow";
import { Since } from "../ui/age";
import { useApp } from "../ui/app";
import { LevelMark } from "../ui/level";
import { Empty } from "../ui/pieces";
import { Filters } from "./filters";
import { arrange, type Choice, holdOrder } from "./order";
import { ROW_PX, useWindow } from "./use-window";

const START: Choice = { text: "", state: "", queue: "", sort: "attention" };

/** The agents: a list of rows of one height, of which only those in sight exist. */
export function AgentList({ agents, queues }: { agents: AgentRow[]; queues: QueueRow[] }): JSX.Element {
  const { t } = useApp().i18n;
  const [choice, setChoice] = useState(START);
  const held = useHeldOrder(arrange(agents, choice), choice);
  return (
    <section class="board-section">
      <div class="section-head">
        <h2>{t("board.agents")}</h2>
        <span class="quiet">{t("board.count", { shown: held.rows.length, all: agents.length })}</span>
        {held.frozen && <span class="quiet frozen">{t("board.frozen")}</span>}
        <Filters choice={choice} queues={queues} onChange={setChoice} />
      </div>
      {held.rows.length === 0 ? (
        <Empty icon="person" title={t("board.noAgents")} />
      ) : (
        <Rows held={held} queues={queues} />
      )}
    </section>
  );
}

type Held = { rows: AgentRow[]; frozen: boolean; freeze: (on: boolean) => void };

/** Rows in sorted order, or in the order they stood in while somebody points at them. */
function useHeldOrder(sorted: AgentRow[], choice: Choice): Held {
  const [frozen, freeze] = useState(false);
  const order = useRef<string[]>([]);
  const asked = useRef(choice);
  const same = asked.current === choice;
  const rows = frozen && same ? holdOrder(sorted, order.current) : sorted;
  order.current = rows.map((row) => row.id);
  asked.current = choice;
  return { rows, frozen, freeze };
}

function Rows({ held, queues }: { held: Held; queues: QueueRow[] }): JSX.Element {
  const { t } = useApp().i18n;
  const { ref, first, last, onScroll } = useWindow(held.rows.length);
  const heads = ["board.agent", "board.state", "board.age", "board.call", "board.phone", "board.screen"] as const;
  return (
    <div
      class="agent-rows"
      ref={ref}
      tabIndex={0}
      role="table"
      aria-label={t("board.agents")}
      aria-rowcount={held.rows.length + 1}
      onScroll={onScroll}
      onMouseEnter={() => held.freeze(true)}
      onMouseLeave={() => held.freeze(false)}
      onFocusIn={() => held.freeze(true)}
      onFocusOut={() => held.freeze(false)}
    >
      <div class="agent-row agent-head" role="row" aria-rowindex={1}>
        {heads.map((key) => (
          <span role="columnheader" key={key}>
            {t(key)}
          </span>
        ))}
      </div>
      <div class="agent-body" role="rowgroup" style={{ height: `${held.rows.length * ROW_PX}px` }}>
        {held.rows.slice(first, last).map((row, i) => (
          <AgentLine key={row.id} row={row} index={first + i} queues={queues} />
        ))}
      </div>
    </div>
  );
}

function AgentLine({ row, index, queues }: { row: AgentRow; index: number; queues: QueueRow[] }): JSX.Element {
  const { t, label } = useApp().i18n;
  const queue = queues.find((q) => q.id === row.queue);
  const served = row.queues.map((id) => queues.find((q) => q.id === id)).flatMap((q) => (q ? [label(q.label)] : []));
  return (
    <div
      class={`agent-row state-${row.state}`}
      role="row"
      aria-rowindex={index + 2}
      style={{ top: `${index * ROW_PX}px` }}
    >
      <span role="cell" class="agent-who">
        <LevelMark level={agentLevel(row)} />
        <span class="agent-name">{row.name}</span>
        <span class="quiet">{row.extension}</span>
      </span>
      <span role="cell" class={`agent-state chip-${row.state}`}>
        <StateDot state={row.state} /> {rowState(row, t)}
      </span>
      <span role="cell" class="num">
        <Since at={row.since} />
      </span>
      <span role="cell" class="agent-call">
        {queue || row.caller ? (
          <>
            {queue && <span>{label(queue.label)}</span>} {row.caller && <span class="quiet phone">{row.caller}</span>}
          </>
        ) : (
          <span class="quiet">{served.join(", ")}</span>
        )}
      </span>
      <span role="cell" class={row.phone === "unreachable" ? "bad" : "quiet"}>
        {row.phone === "unreachable" || row.phone === "unknown"
          ? t(`phone.short.${row.phone}`)
          : t(`phone.${row.phone}`)}
      </span>
      <span role="cell" class={row.screen === "lost" && row.state !== "offline" ? "bad" : "quiet"}>
        {row.screen === "lost" ? t("board.screenLost") : t("board.screenOk")}
      </span>
    </div>
  );
}

/** The reason is a catalog id here; a known word is translated, another is shown as it is. */
function rowState(row: AgentRow, t: ReturnType<typeof useApp>["i18n"]["t"]): string {
  if (row.state !== "not_ready" || !row.reason) return t(`state.${row.state}`);
  return row.reason === "missed" ? t("state.missed") : `${t("state.not_ready")} · ${row.reason}`;
}
