import { register } from "../core/i18n";
import { detailsDict } from "./details-dict";

/**
 * What a ringing call does not need at once: the brief, the customer's panel, the form for notes and outcome,
 * the recent calls. Fetched apart, so that the first load carries only what must be there when the
 * phone rings.
 */
register(detailsDict);

export { Brief } from "./brief";
export { Controls } from "./controls";
export { CustomerPanel } from "./customer-panel";
export { RecentCalls } from "./recent-calls";
export { WorkForm } from "./work-form";
