import { agentLevel } from "../core/board-view";
import { matches } from "../core/fold";
import type { AgentRow } from "../protocol/AgentRow";
import type { AgentState } from "../protocol/AgentState";

export type Sort = "attention" | "age" | "name";

/** What of the agents is looked at, and in which order. */
export type Choice = { text: string; state: AgentState | ""; queue: string; sort: Sort };

const LEVEL = { breach: 0, warn: 1, ok: 2 } as const;
const STATE: Record<AgentState, number> = {
  ringing: 0,
  on_call: 1,
  wrap_up: 2,
  available: 3,
  not_ready: 4,
  offline: 5,
};

/** Filtered and sorted; names in Turkish order. */
export function arrange(rows: AgentRow[], choice: Choice): AgentRow[] {
  return rows.filter((row) => fits(row, choice)).sort(COMPARE[choice.sort]);
}

/**
 * The same rows in the order they stood in, new ones at the end: while the pointer or the focus is in
 * the list, nothing jumps away under it.
 */
export function holdOrder(rows: AgentRow[], order: readonly string[]): AgentRow[] {
  const place = new Map(order.map((id, i) => [id, i]));
  const at = (row: AgentRow): number => place.get(row.id) ?? order.length;
  return [...rows].sort((a, b) => at(a) - at(b));
}

function fits(row: AgentRow, { text, state, queue }: Choice): boolean {
  if (state !== "" && row.state !== state) return false;
  if (queue !== "" && !row.queues.includes(queue)) return false;
  return text === "" || matches(`${row.name} ${row.extension}`, text);
}

const byName = (a: AgentRow, b: AgentRow): number => a.name.localeCompare(b.name, "tr");
const byAge = (a: AgentRow, b: AgentRow): number => a.since.localeCompare(b.since) || byName(a, b);

const COMPARE: Record<Sort, (a: AgentRow, b: AgentRow) => number> = {
  name: byName,
  age: byAge,
  attention: (a, b) => LEVEL[agentLevel(a)] - LEVEL[agentLevel(b)] || STATE[a.state] - STATE[b.state] || byAge(a, b),
};
