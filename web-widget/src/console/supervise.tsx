import { register } from "../core/i18n";
import { superviseDict } from "./supervise-dict";

/** The pages that supervisors open now and then, fetched when the first of them is. */
register(superviseDict);

export { AgentListen } from "./agent-listen";
export { AgentOrder } from "./agent-order";
export { DuplicatesPage } from "./duplicates";
export { IncidentsPage } from "./incidents";
export { MissedPage } from "./missed";
export { NumberPage } from "./number-page";
export { QueuePage } from "./queue-page";
