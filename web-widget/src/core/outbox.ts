import type { Command, Reply } from "./frames";
import { uuid } from "./id";

/** Hands a command with its key to whoever can deliver it. */
export type Deliver = (key: string, command: Command) => void;

type Entry = { command: Command; resolve: (reply: Reply) => void };

/**
 * Ending or refusing a call is never repeated by the page itself: after a cut the agent looks at the
 * screen, which tells the truth again, and decides.
 */
const NEVER_REPEATED: ReadonlySet<string> = new Set(["call.hangup", "call.reject"]);

/**
 * Commands under way. Each carries a key that the server keeps for ten minutes, so after a cut the
 * harmless ones are sent again with the same key and are still done once.
 */
export class Outbox {
  readonly #open = new Map<string, Entry>();
  #deliver: Deliver | null = null;

  /** Sends a command; without a connection it is refused at once, never queued for later. */
  run(command: Command): Promise<Reply> {
    const deliver = this.#deliver;
    if (!deliver) return Promise.resolve(OFFLINE);
    const key = uuid();
    return new Promise((resolve) => {
      this.#open.set(key, { command, resolve });
      deliver(key, command);
    });
  }

  /** A connection is there; what was under way is sent again or reported as unknown. */
  attach(deliver: Deliver): void {
    this.#deliver = deliver;
    for (const [key, { command }] of [...this.#open]) {
      if (NEVER_REPEATED.has(command.op)) this.settle(key, UNKNOWN);
      else deliver(key, command);
    }
  }

  /** The connection is gone. */
  detach(): void {
    this.#deliver = null;
  }

  /** The reply to one of ours; false when the key belongs to somebody else. */
  settle(key: string, reply: Reply): boolean {
    const entry = this.#open.get(key);
    if (!entry) return false;
    this.#open.delete(key);
    entry.resolve(reply);
    return true;
  }
}

const OFFLINE: Reply = {
  ok: false,
  err: {
    code: "offline",
    msg: { tr: "Bağlantı yok; bağlanınca yeniden deneyin.", en: "No connection; try again when it is back." },
    retry: true,
  },
};

const UNKNOWN: Reply = {
  ok: false,
  err: {
    code: "unknown",
    msg: {
      tr: "Bağlantı kesildi; sonucu ekrandan kontrol edin.",
      en: "The connection was cut; check on the screen whether it happened.",
    },
    retry: false,
  },
};
