import type { Rest } from "../core/rest";
import type { CustomerRef } from "../protocol/CustomerRef";
import type { Incident } from "../protocol/Incident";
import type { Label } from "../protocol/Label";
import type { Level } from "../protocol/Level";
import type { NamedLabel } from "../protocol/NamedLabel";

/** How somebody stood, or where the call did, for a while; `until` is none while it still does. */
type Span = { from: string; until: string | null };

/** Where the call stood: `waiting`, `ringing` or `talking`, in which queue and at which stage. */
export type CallPlace = Span & { phase: string; queue: NamedLabel; stage: number };

/** How an agent stood towards the call: `chosen`, or why not. */
export type VerdictSpan = Span & { verdict: string; text: Label };

export type AgentAccount = { agent: string; name: string; spans: VerdictSpan[] };

/** Something that was decided, or happened. */
export type CallStep = { at: string; step: string; text: Label };

/** Why a call went where it went. */
export type CallExplanation = {
  call_id: string;
  /** Whether something was left out because the account became too long. */
  cut: boolean;
  places: CallPlace[];
  agents: AgentAccount[];
  steps: CallStep[];
};

/** Posting an incident; empty lists are for all. */
export type IncidentPost = {
  text: Label;
  level: Level;
  queues: string[];
  cities: string[];
  products: string[];
  until: string | null;
};

/** How a number is read, and whose it is. */
export type NumberReading = {
  input: string;
  e164: string | null;
  national: string | null;
  kind: string;
  note: string;
  exact: CustomerRef[];
  possible: CustomerRef[];
};

/** What supervisors ask the server. */
export const superviseRest = {
  explanation: (rest: Rest, callId: string): Promise<CallExplanation> =>
    rest.ask("GET", `calls/${encodeURIComponent(callId)}/explanation`),
  incidents: (rest: Rest): Promise<{ items: Incident[] }> => rest.ask("GET", "incidents"),
  postIncident: (rest: Rest, body: IncidentPost): Promise<Incident> => rest.ask("POST", "incidents", body),
  endIncident: (rest: Rest, id: string): Promise<void> => rest.ask("DELETE", `incidents/${encodeURIComponent(id)}`),
  readNumber: (rest: Rest, input: string): Promise<NumberReading> =>
    rest.ask("GET", `numbers?input=${encodeURIComponent(input)}`),
};
