import type { AgentRow } from "../protocol/AgentRow";
import type { Board } from "../protocol/Board";
import type { Level } from "../protocol/Level";
import type { Frame } from "./frames";

/** One event applied to the board. A row that is new is added at the end, as the catalog would. */
export function reduceBoard(board: Board, ev: Frame<"ev">): Board {
  switch (ev.k) {
    case "queue":
      return { ...board, queues: put(board.queues, ev.d, (row) => row.id) };
    case "agent":
      return { ...board, agents: put(board.agents, ev.d, (row) => row.id) };
    case "pbx_queue":
      return { ...board, pbx_queues: put(board.pbx_queues, ev.d, (row) => row.id) };
    case "link":
      return { ...board, links: put(board.links, ev.d, (row) => row.pbx) };
    default:
      return board;
  }
}

function put<T>(rows: T[], row: T, key: (row: T) => string): T[] {
  const at = rows.findIndex((other) => key(other) === key(row));
  return at < 0 ? [...rows, row] : rows.with(at, row);
}

/** How a wait stands: beyond the service target it is a warning, beyond three times it a breach. */
export function waitLevel(ms: number, withinS: number): Level {
  if (ms > withinS * 3_000) return "breach";
  return ms > withinS * 1_000 ? "warn" : "ok";
}

/**
 * How an agent's row stands. Signed in but out of reach is the worst: callers are promised somebody
 * who cannot be rung or cannot see who calls.
 */
export function agentLevel(row: AgentRow): Level {
  if (row.state === "offline") return "ok";
  if (row.phone === "unreachable" || row.screen === "lost") return "breach";
  return row.state === "not_ready" ? "warn" : "ok";
}
