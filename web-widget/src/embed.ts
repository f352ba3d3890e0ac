import { CtiAgentElement } from "./agent/element";

// A page may load the bundle twice, and a name can be defined once only.
if (!customElements.get("cti-agent")) customElements.define("cti-agent", CtiAgentElement);

export { CtiAgentElement };
