import type { JSX } from "preact";
import { useRef, useState } from "preact/hooks";
import { StateDot } from "../agent/state-bar";
import { LazyListen, LazyOrder } from "../console/lazy-supervise";
import { agentLevel } from "../core/board-view";
import type { AgentRow } from "../protocol/AgentRow";
import type { QueueRow } from "../protocol/QueueRow";
import { Since } from "../ui/age";
import { useApp } from "../ui/app";
import { Icon } from "../ui/icon";
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
  const [act, setAct] = useState<Act | null>(null);
  const chosen = act && agents.find((row) => row.id === act.id);
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
        <Rows held={held} queues={queues} onAct={setAct} />
      )}
      {chosen && act?.what === "order" && <LazyOrder.View agent={chosen} onClose={() => setAct(null)} />}
      {chosen && act?.what === "listen" && <LazyListen.View agent={chosen} onClose={() => setAct(null)} />}
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

/** What a supervisor is about to do, and to whom. */
type Act = { what: "order" | "listen"; id: string };

type RowsProps = { held: Held; queues: QueueRow[]; onAct: (act: Act) => void };

const HEADS = ["board.agent", "board.state", "board.age", "board.call", "board.phone", "board.screen"] as const;

function Rows({ held, queues, onAct }: RowsProps): JSX.Element {
  const { t } = useApp().i18n;
  const { ref, first, last, onScroll } = useWindow(held.rows.length);
  return (
    <section
      class="agent-rows table-wrap"
      ref={ref}
      tabIndex={0}
      aria-label={t("board.agents")}
      onScroll={onScroll}
      onMouseEnter={() => held.freeze(true)}
      onMouseLeave={() => held.freeze(false)}
      onFocusIn={() => held.freeze(true)}
      onFocusOut={() => held.freeze(false)}
    >
      <table class="table agent-table" aria-rowcount={held.rows.length + 1}>
        <thead>
          <tr>
            {HEADS.map((key) => (
              <th scope="col" key={key} class={key === "board.age" ? "num" : undefined}>
                {t(key)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          <Gap rows={first} />
          {held.rows.slice(first, last).map((row, i) => (
            <AgentLine key={row.id} row={row} index={first + i} queues={queues} onAct={onAct} />
          ))}
          <Gap rows={held.rows.length - last} />
        </tbody>
      </table>
    </section>
  );
}

/** Stands for the rows that are out of sight. */
function Gap({ rows }: { rows: number }): JSX.Element | null {
  if (rows <= 0) return null;
  return (
    <tr class="gap" aria-hidden="true">
      <td colSpan={HEADS.length} style={{ height: `${rows * ROW_PX}px` }} />
    </tr>
  );
}

type LineProps = Omit<RowsProps, "held"> & { row: AgentRow; index: number };

function AgentLine({ row, index, queues, onAct }: LineProps): JSX.Element {
  const { t } = useApp().i18n;
  const off = row.state === "offline";
  const bad = (is: boolean): string => (is && !off ? "bad" : "quiet");
  return (
    <tr class={`agent-row state-${row.state}`} aria-rowindex={index + 2}>
      <th scope="row">
        <span class="agent-mark">{!off && <LevelMark level={agentLevel(row)} />}</span>
        <span class="agent-name">{row.name}</span> <span class="quiet">{row.extension}</span>
        {!off && (
          <button type="button" class="row-act" onClick={() => onAct({ what: "order", id: row.id })}>
            <Icon name="edit" />
            <span class="sr">
              {row.name}: {t("board.order")}
            </span>
          </button>
        )}
      </th>
      <td class={`agent-state chip-${row.state}`}>
        <StateDot state={row.state} /> {rowState(row, t)}
      </td>
      <td class="num">
        <Since at={row.since} />
      </td>
      <td>
        <CallOrQueues row={row} queues={queues} />
        {row.may_listen && (
          <button type="button" class="row-act" onClick={() => onAct({ what: "listen", id: row.id })}>
            <Icon name="sound" />
            <span class="sr">
              {row.name}: {t("board.listen")}
            </span>
          </button>
        )}
      </td>
      <td class={bad(row.phone === "unreachable")}>{phoneState(row, t)}</td>
      <td class={bad(row.screen === "lost")}>{t(row.screen === "lost" ? "board.screenLost" : "board.screenOk")}</td>
    </tr>
  );
}

/** The present call, else the queues she can serve. */
function CallOrQueues({ row, queues }: { row: AgentRow; queues: QueueRow[] }): JSX.Element {
  const { t, label } = useApp().i18n;
  const who = row.listeners.map((one) => one.phone ?? "?").join(", ");
  const name = (id: string): string[] => queues.filter((q) => q.id === id).map((q) => label(q.label));
  if (row.queue === null && row.caller === null)
    return <span class="quiet">{row.queues.flatMap(name).join(", ")}</span>;
  return (
    <>
      {row.queue && name(row.queue)} <span class="quiet phone">{row.caller}</span>
      {row.listeners.length > 0 && (
        <span class="listened" title={t("board.listened", { who })}>
          {" "}
          <span aria-hidden="true">◉ {who}</span>
          <span class="sr">{t("board.listened", { who })}</span>
        </span>
      )}
    </>
  );
}

type T = ReturnType<typeof useApp>["i18n"]["t"];

function phoneState({ phone }: AgentRow, t: T): string {
  return phone === "unreachable" || phone === "unknown" ? t(`phone.short.${phone}`) : t(`phone.${phone}`);
}

/** The reason is a catalog id here; a known word is translated, another is shown as it is. */
function rowState(row: AgentRow, t: T): string {
  if (row.state !== "not_ready" || !row.reason) return t(`state.${row.state}`);
  return row.reason === "missed" ? t("state.missed") : `${t("state.not_ready")} · ${row.reason}`;
}
