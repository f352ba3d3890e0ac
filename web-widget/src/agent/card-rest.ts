import type { Rest } from "../core/rest";
import type { NamedLabel } from "../protocol/NamedLabel";
import type { Profile } from "../protocol/Profile";

/** The questions an agent may ask to verify a caller, and how many must be answered rightly. */
export type Questions = { least: number; items: NamedLabel[] };

/** A hidden value of a card: whose, where it stands, and why somebody wants to see it. */
export type RevealAsk = { customer_id: string; section: string; row: string; field: string; why: string };

/** What is asked about a card beside the stream. */
export const cardRest = {
  questions: (rest: Rest): Promise<Questions> => rest.ask("GET", "questions"),
  verify: (rest: Rest, callId: string, questions: string[]): Promise<void> =>
    rest.ask("POST", `calls/${encodeURIComponent(callId)}/verification`, { questions }),
  reveal: (rest: Rest, callId: string, ask: RevealAsk): Promise<{ value: string | null }> =>
    rest.ask("POST", `calls/${encodeURIComponent(callId)}/reveal`, ask),
  profiles: (rest: Rest): Promise<{ items: Profile[] }> => rest.ask("GET", "profiles"),
  tag: (rest: Rest, customerId: string, profile: string | null): Promise<void> =>
    rest.ask("PUT", `customers/${encodeURIComponent(customerId)}/profile`, { profile }),
};
