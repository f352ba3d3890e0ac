import type { Board } from "../protocol/Board";
import type { Position } from "../protocol/Position";
import type { ServerFrame } from "../protocol/ServerFrame";
import type { SurfaceRole } from "../protocol/SurfaceRole";
import type { AgentView } from "./agent-view";
import type { Conn } from "./client";
import type { Command, Reply } from "./frames";

/** All a follower needs to show what the leader shows, and to go on from there. */
export type Sync = {
  agent: AgentView;
  board: Board | null;
  positions: Position[];
  now: string;
  conn: Conn;
  role: SurfaceRole;
};

/** What the tabs of one person in one browser tell each other. */
export type TabMessage =
  | { m: "join" }
  | { m: "sync"; sync: Sync }
  | { m: "frame"; frame: ServerFrame }
  | { m: "conn"; conn: Conn }
  | { m: "cmd"; key: string; command: Command }
  | { m: "reply"; key: string; reply: Reply };

/**
 * One tab leads: it alone holds the socket, sounds and notifies. Leadership is a Web Lock, so it
 * passes on the moment the leading tab is closed or crashes, and a tab that holds a lock is not
 * frozen by the browser. Where locks do not exist (plain http) every tab leads itself and the server
 * decides which of them acts.
 */
export class Tabs {
  readonly #channel: BroadcastChannel | null;
  readonly #abort = new AbortController();

  constructor(
    private readonly name: string,
    private readonly take: (message: TabMessage) => void,
  ) {
    this.#channel = "BroadcastChannel" in globalThis && canLock() ? new BroadcastChannel(name) : null;
    if (this.#channel) this.#channel.onmessage = ({ data }) => this.take(data as TabMessage);
  }

  /** Calls `lead` when this tab's turn has come; until then it follows. */
  enter(lead: () => void): void {
    if (!canLock()) {
      lead();
      return;
    }
    this.tell({ m: "join" });
    navigator.locks.request(this.name, { signal: this.#abort.signal }, () => this.#hold(lead)).catch(() => undefined);
  }

  tell(message: TabMessage): void {
    this.#channel?.postMessage(message);
  }

  leave(): void {
    this.#abort.abort();
    this.#release?.();
    this.#channel?.close();
  }

  #release: (() => void) | null = null;

  #hold(lead: () => void): Promise<void> {
    if (this.#abort.signal.aborted) return Promise.resolve();
    lead();
    return new Promise((release) => {
      this.#release = release;
    });
  }
}

function canLock(): boolean {
  return typeof navigator !== "undefined" && "locks" in navigator && navigator.locks !== undefined;
}
