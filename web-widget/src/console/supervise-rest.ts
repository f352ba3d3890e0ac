import type { Rest } from "../core/rest";
import type { AgentAccount } from "../protocol/AgentAccount";
import type { CallExplanation } from "../protocol/CallExplanation";
import type { CallPlace } from "../protocol/CallPlace";
import type { CallStep } from "../protocol/CallStep";
import type { DuplicateList } from "../protocol/DuplicateList";
import type { Incident } from "../protocol/Incident";
import type { IncidentList } from "../protocol/IncidentList";
import type { IncidentPost } from "../protocol/IncidentPost";
import type { ListenOrder } from "../protocol/ListenOrder";
import type { Merge } from "../protocol/Merge";
import type { MergeAsk } from "../protocol/MergeAsk";
import type { MergeList } from "../protocol/MergeList";
import type { MissedCall } from "../protocol/MissedCall";
import type { MissedList } from "../protocol/MissedList";
import type { NumberReading } from "../protocol/NumberReading";
import type { QueueLine } from "../protocol/QueueLine";
import type { ReasonList } from "../protocol/ReasonList";
import type { StateOrder } from "../protocol/StateOrder";
import type { VerdictSpan } from "../protocol/VerdictSpan";

export type {
  AgentAccount,
  CallExplanation,
  CallPlace,
  CallStep,
  IncidentPost,
  MissedCall,
  NumberReading,
  StateOrder,
  VerdictSpan,
};

/** What supervisors ask the server. */
export const superviseRest = {
  explanation: (rest: Rest, callId: string): Promise<CallExplanation> =>
    rest.ask("GET", `calls/${encodeURIComponent(callId)}/explanation`),
  incidents: (rest: Rest): Promise<IncidentList> => rest.ask("GET", "incidents"),
  postIncident: (rest: Rest, body: IncidentPost): Promise<Incident> => rest.ask("POST", "incidents", body),
  endIncident: (rest: Rest, id: string): Promise<void> => rest.ask("DELETE", `incidents/${encodeURIComponent(id)}`),
  duplicates: (rest: Rest): Promise<DuplicateList> => rest.ask("GET", "customers/duplicates"),
  merges: (rest: Rest): Promise<MergeList> => rest.ask("GET", "customers/merges"),
  merge: (rest: Rest, body: MergeAsk): Promise<Merge> => rest.ask("POST", "customers/merges", body),
  unmerge: (rest: Rest, id: string): Promise<void> => rest.ask("DELETE", `customers/merges/${encodeURIComponent(id)}`),
  missed: (rest: Rest, open: boolean): Promise<MissedList> => rest.ask("GET", `missed?open=${open}`),
  calledBack: (rest: Rest, callId: string): Promise<void> =>
    rest.ask("POST", `missed/${encodeURIComponent(callId)}/called-back`, {}),
  line: (rest: Rest, queue: string): Promise<QueueLine> => rest.ask("GET", `queues/${encodeURIComponent(queue)}/line`),
  reasons: (rest: Rest): Promise<ReasonList> => rest.ask("GET", "reasons"),
  orderState: (rest: Rest, agent: string, body: StateOrder): Promise<void> =>
    rest.ask("PUT", `agents/${encodeURIComponent(agent)}/state`, body),
  listen: (rest: Rest, agent: string, body: ListenOrder): Promise<void> =>
    rest.ask("POST", `agents/${encodeURIComponent(agent)}/spy`, body),
  stopListening: (rest: Rest, agent: string, phone: string | null): Promise<void> => {
    const whose = phone === null ? "" : `?phone=${encodeURIComponent(phone)}`;
    return rest.ask("DELETE", `agents/${encodeURIComponent(agent)}/spy${whose}`);
  },
  readNumber: (rest: Rest, input: string): Promise<NumberReading> =>
    rest.ask("GET", `numbers?input=${encodeURIComponent(input)}`),
};
