import type { AgentView } from "../core/agent-view";

/** What the page outside is told. */
export type Change = { name: string; detail: unknown; cancelable?: boolean };

/** The events between two views of the agent. */
export function changesOf(before: AgentView, now: AgentView): Change[] {
  return [
    ...stateChange(before, now),
    ...callChanges(before, now),
    ...popChanges(before, now),
    ...wrapUpChanges(before, now),
  ];
}

function stateChange(before: AgentView, { session }: AgentView): Change[] {
  const old = before.session;
  if (!session || (old?.state === session.state && old.reason === session.reason)) return [];
  return [{ name: "cti:state", detail: { state: session.state, reason: session.reason, since: session.since } }];
}

function callChanges(before: AgentView, now: AgentView): Change[] {
  const changed = now.calls.filter(
    (call) => before.calls.find((c) => c.call_id === call.call_id)?.state !== call.state,
  );
  const gone = before.calls.filter((call) => !now.calls.some((c) => c.call_id === call.call_id));
  const missed = now.missed?.call?.call_id;
  return [
    ...changed.map((call) => ({ name: "cti:call", detail: { call_id: call.call_id, state: call.state } })),
    ...gone.map(({ call_id }) => ({
      name: "cti:call",
      detail: { call_id, state: call_id === missed ? "missed" : "ended" },
    })),
  ];
}

/** A page that opens the customer itself may cancel the event and say so to its own code. */
function popChanges(before: AgentView, now: AgentView): Change[] {
  const fresh = now.pops.filter((pop) => before.pops.find((p) => p.pop_id === pop.pop_id)?.match !== pop.match);
  return fresh.map((pop) => ({ name: "cti:pop", detail: structuredClone(pop), cancelable: true }));
}

function wrapUpChanges(before: AgentView, now: AgentView): Change[] {
  const opened = now.wrapUps.filter((w) => !before.wrapUps.some((o) => o.call_id === w.call_id));
  const closed = before.wrapUps.filter((w) => !now.wrapUps.some((o) => o.call_id === w.call_id));
  return [
    ...opened.map(({ call_id }) => ({ name: "cti:wrapup", detail: { call_id, open: true } })),
    ...closed.map(({ call_id }) => ({ name: "cti:wrapup", detail: { call_id, open: false } })),
  ];
}
