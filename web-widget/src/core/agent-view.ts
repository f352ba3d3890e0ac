import type { AgentSnapshot } from "../protocol/AgentSnapshot";
import type { Call } from "../protocol/Call";
import type { Label } from "../protocol/Label";
import type { Pop } from "../protocol/Pop";
import type { Session } from "../protocol/Session";
import type { WrapUp } from "../protocol/WrapUp";
import type { Frame } from "./frames";

/** Everything the agent's page shows, as the stream has told it. */
export type AgentView = {
  session: Session | null;
  calls: Call[];
  pops: Pop[];
  wrapUps: WrapUp[];
  /**
   * Pops that were closed because the call was answered or ended, kept while the agent still talks
   * or writes: the card she works with must not vanish under her hands.
   */
  kept: Pop[];
  /**
   * Conversations that are over and whose wrap-up has not come yet. Their cards stay in place, so that
   * a field somebody types in is not taken away between two events.
   */
  ending: Call[];
  /** What the PBX would not do, until the call changes. */
  refused: { callId: string | null; msg: Label } | null;
  /** The last call that went away unanswered, until something else happens. */
  missed: { call: Call | null; at: string } | null;
};

/** Before the first snapshot. */
export const emptyAgentView: AgentView = {
  session: null,
  calls: [],
  pops: [],
  wrapUps: [],
  kept: [],
  ending: [],
  refused: null,
  missed: null,
};

/** No agent has more open calls than this; a longer list of kept cards would be a leak. */
const KEPT_MAX = 8;

/** The whole state, forgetting what was held except the cards of calls that go on. */
export function fromSnapshot(view: AgentView, snap: AgentSnapshot): AgentView {
  const next = {
    ...view,
    session: snap.session,
    calls: snap.calls,
    pops: snap.pops,
    wrapUps: snap.wrap_ups,
    ending: [],
  };
  return { ...next, kept: [...view.kept, ...view.pops].filter((pop) => isLive(next, pop.call_id)).slice(-KEPT_MAX) };
}

/** One event applied. Unknown kinds change nothing: a newer server may say more than we know. */
export function reduceAgent(view: AgentView, ev: Frame<"ev">): AgentView {
  switch (ev.k) {
    case "session":
      return withSession(view, ev.d);
    case "call":
      return { ...view, calls: put(view.calls, ev.d, (c) => c.call_id), missed: null, refused: null };
    case "call.refused":
      return { ...view, refused: { callId: ev.d.call_id, msg: ev.d.msg } };
    case "call.gone":
      return withoutCall(view, ev.d.call_id, ev.d.how, ev.at);
    case "pop.created":
    case "pop.updated":
      return { ...view, pops: put(view.pops, ev.d, (p) => p.pop_id), missed: null };
    case "pop.closed":
      return withoutPop(view, ev.d.pop_id, ev.d.how);
    case "wrapup":
      return {
        ...view,
        wrapUps: put(view.wrapUps, ev.d, (w) => w.call_id),
        ending: view.ending.filter((c) => c.call_id !== ev.d.call_id),
      };
    case "wrapup.closed":
      return {
        ...view,
        wrapUps: view.wrapUps.filter((w) => w.call_id !== ev.d.call_id),
        kept: view.kept.filter((p) => p.call_id !== ev.d.call_id),
      };
    default:
      return view;
  }
}

/** Replaces the entry with the same key where it stands, or adds it at the end. */
function put<T>(list: T[], item: T, key: (item: T) => string): T[] {
  const at = list.findIndex((other) => key(other) === key(item));
  return at < 0 ? [...list, item] : list.with(at, item);
}

function withSession(view: AgentView, session: Session): AgentView {
  if (isBusy(session)) return { ...view, session };
  const next = { ...view, session, ending: [] };
  return { ...next, kept: view.kept.filter((pop) => isLive(next, pop.call_id)) };
}

function withoutCall(view: AgentView, callId: string, how: string, at: string): AgentView {
  const gone = view.calls.find((c) => c.call_id === callId) ?? null;
  const calls = view.calls.filter((c) => c.call_id !== callId);
  const talked = gone !== null && gone.state !== "ringing" && isBusy(view.session) && !isWrapping(view, callId);
  const ending = talked ? put(view.ending, gone, (c) => c.call_id) : view.ending;
  return { ...view, calls, ending, missed: how === "missed" ? { call: gone, at } : view.missed };
}

/** In a conversation or writing one up: a wrap-up may still come. */
function isBusy(session: Session | null): boolean {
  return session?.state === "on_call" || session?.state === "wrap_up";
}

function isWrapping(view: AgentView, callId: string): boolean {
  return view.wrapUps.some((w) => w.call_id === callId);
}

function withoutPop(view: AgentView, popId: string, how: string): AgentView {
  const pop = view.pops.find((p) => p.pop_id === popId);
  const pops = view.pops.filter((p) => p.pop_id !== popId);
  const keep = pop !== undefined && (how === "answered" || how === "ended");
  return { ...view, pops, kept: keep ? put(view.kept, pop, (p) => p.call_id).slice(-KEPT_MAX) : view.kept };
}

function isLive(view: AgentView, callId: string): boolean {
  return [...view.calls, ...view.ending, ...view.wrapUps].some((item) => item.call_id === callId);
}

/** How far one call has come for this agent. */
export type Stage = "ringing" | "talking" | "wrap_up";

/** One call with all that is known of it; the page shows one card each. */
export type DeskItem = {
  callId: string;
  stage: Stage;
  call: Call | null;
  pop: Pop | null;
  wrapUp: WrapUp | null;
  refused: Label | null;
};

const ORDER: Record<Stage, number> = { ringing: 0, talking: 1, wrap_up: 2 };

/** The cards of the page: what rings first, then what is talked about, then what waits for a note. */
export function deskItems(view: AgentView): DeskItem[] {
  const ids = new Set([
    ...view.pops.map((p) => p.call_id),
    ...view.calls.map((c) => c.call_id),
    ...view.ending.map((c) => c.call_id),
    ...view.wrapUps.map((w) => w.call_id),
  ]);
  return [...ids].map((id) => deskItem(view, id)).sort((a, b) => ORDER[a.stage] - ORDER[b.stage]);
}

function deskItem(view: AgentView, callId: string): DeskItem {
  const call = view.calls.find((c) => c.call_id === callId) ?? null;
  const wrapUp = view.wrapUps.find((w) => w.call_id === callId) ?? null;
  const pop = view.pops.find((p) => p.call_id === callId) ?? view.kept.find((p) => p.call_id === callId) ?? null;
  const over = wrapUp !== null || view.ending.some((c) => c.call_id === callId);
  const refused = view.refused?.callId === callId ? view.refused.msg : null;
  return { callId, stage: call ? stageOf(call) : over ? "wrap_up" : "ringing", call, pop, wrapUp, refused };
}

function stageOf(call: Call): Stage {
  return call.state === "ringing" || call.state === "consult" ? "ringing" : "talking";
}
