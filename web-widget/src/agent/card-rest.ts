import type { Rest } from "../core/rest";
import type { ProfileList } from "../protocol/ProfileList";
import type { Questions } from "../protocol/Questions";
import type { RevealAsk } from "../protocol/RevealAsk";
import type { Revealed } from "../protocol/Revealed";

export type { Questions, RevealAsk };

/** What is asked about a card beside the stream. */
export const cardRest = {
  questions: (rest: Rest): Promise<Questions> => rest.ask("GET", "questions"),
  verify: (rest: Rest, callId: string, questions: string[]): Promise<void> =>
    rest.ask("POST", `calls/${encodeURIComponent(callId)}/verification`, { questions }),
  reveal: (rest: Rest, callId: string, ask: RevealAsk): Promise<Revealed> =>
    rest.ask("POST", `calls/${encodeURIComponent(callId)}/reveal`, ask),
  profiles: (rest: Rest): Promise<ProfileList> => rest.ask("GET", "profiles"),
  tag: (rest: Rest, customerId: string, profile: string | null): Promise<void> =>
    rest.ask("PUT", `customers/${encodeURIComponent(customerId)}/profile`, { profile }),
};
