import type { AgentSnapshot } from "../protocol/AgentSnapshot";
import type { Board } from "../protocol/Board";
import type { ClientFrame } from "../protocol/ClientFrame";
import type { CommandError } from "../protocol/CommandError";
import type { ServerFrame } from "../protocol/ServerFrame";

/** The subprotocol this page speaks. */
export const PROTOCOL = "cti.v1.json";

/** A frame of one kind. */
export type Frame<T extends ServerFrame["t"]> = Extract<ServerFrame, { t: T }>;

type CommandFrame = Extract<ClientFrame, { t: "cmd" }>;
type Stripped<F> = F extends CommandFrame ? Pick<F, "op" | "d"> : never;

/** A command without the id and key that its delivery needs. */
export type Command = Stripped<CommandFrame>;

/** What came of a command. Accepted means accepted: the effect arrives as an event. */
export type Reply = { ok: true } | { ok: false; err: CommandError };

/** Reads one message: a frame, or an array of them. What cannot be read is left out, never fatal. */
export function parseFrames(text: string): ServerFrame[] {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return [];
  }
  return (Array.isArray(value) ? value : [value]).filter(isFrame);
}

function isFrame(value: unknown): value is ServerFrame {
  return typeof value === "object" && value !== null && typeof (value as { t?: unknown }).t === "string";
}

/** Whether a snapshot is the agent stream's. */
export function isAgentSnapshot(d: AgentSnapshot | Board): d is AgentSnapshot {
  return "session" in d;
}
