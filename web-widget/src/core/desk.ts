import { type ReadonlySignal, signal } from "@preact/signals";
import type { Board } from "../protocol/Board";
import type { ClientFrame } from "../protocol/ClientFrame";
import type { ServerFrame } from "../protocol/ServerFrame";
import type { SurfaceRole } from "../protocol/SurfaceRole";
import { Acks } from "./acks";
import { type AgentView, emptyAgentView, fromSnapshot, reduceAgent } from "./agent-view";
import { reduceBoard } from "./board-view";
import { Client, type Conn } from "./client";
import { COUNTING, judge, Positions, type Verdict } from "./follow";
import { type Command, type Frame, isAgentSnapshot, type Reply } from "./frames";
import { uuid } from "./id";
import { Outbox } from "./outbox";
import type { OpenSocket } from "./socket";
import { type Sync, type TabMessage, Tabs } from "./tabs";
import { Clock } from "./time";

export type DeskOptions = {
  url: string;
  /** `console` or `embed`. */
  name: string;
  version: string;
  lang: () => string;
  /** Streams wanted: `agent`, `board`. */
  want: string[];
  /** Names the person, so that two people in one browser never share a socket. */
  who: string;
  ticket: () => Promise<string | null>;
  open: OpenSocket;
  random?: () => number;
};

/**
 * The live side of a page: what the server's streams say, as signals, and the commands back. Which
 * tab holds the socket, and whether there is one right now, is settled in here.
 */
export class Desk {
  readonly #agent = signal<AgentView>(emptyAgentView);
  readonly #board = signal<Board | null>(null);
  readonly #conn = signal<Conn>({ s: "connecting" });
  readonly #role = signal<SurfaceRole>("mirror");
  readonly #leading = signal(false);

  readonly agent: ReadonlySignal<AgentView> = this.#agent;
  readonly board: ReadonlySignal<Board | null> = this.#board;
  readonly conn: ReadonlySignal<Conn> = this.#conn;
  readonly role: ReadonlySignal<SurfaceRole> = this.#role;
  /** Whether this tab holds the socket. */
  readonly leading: ReadonlySignal<boolean> = this.#leading;
  readonly clock = new Clock();

  readonly #positions = new Positions();
  readonly #outbox = new Outbox();
  readonly #acks = new Acks((pop, q, ms) => this.#client.send({ t: "ack", s: "agent", q, pop, ms }));
  readonly #client: Client;
  readonly #tabs: Tabs;
  readonly #tab = uuid();
  readonly #keys = new Map<number, string>();
  #nextId = 1;
  #joining = false;

  constructor(private readonly options: DeskOptions) {
    this.#client = new Client({
      url: options.url,
      open: options.open,
      ticket: options.ticket,
      hello: () => this.#hello(),
      onFrame: (frame) => this.#fromServer(frame),
      onConn: (conn) => this.#setConn(conn),
      visible: isVisible,
      ...(options.random ? { random: options.random } : {}),
    });
    this.#tabs = new Tabs(`cti-${options.name}-${options.who}`, (message) => this.#fromTab(message));
  }

  start(): void {
    this.#tabs.enter(() => {
      this.#leading.value = true;
      this.#client.start();
    });
  }

  stop(): void {
    this.#client.stop();
    this.#tabs.leave();
    this.#leading.value = false;
  }

  /** After a stop that a person may undo, e.g. "taken over elsewhere". */
  restart(): void {
    if (this.#leading.value) this.#client.start();
  }

  hurry(): void {
    if (this.#leading.value) this.#client.hurry();
  }

  run = (command: Command): Promise<Reply> => this.#outbox.run(command);

  /** A view of a pop stands in the DOM; gives back what to do when it leaves. */
  shown(popId: string): () => void {
    this.#acks.shown(popId);
    return () => this.#acks.hidden(popId);
  }

  #hello(): ClientFrame {
    const { name, version: ver, lang, want } = this.options;
    const client = { name, ver, tab: this.#tab, lang: lang(), visible: isVisible() };
    return { t: "hello", v: 1, client, want, resume: this.#positions.all() };
  }

  #fromServer(frame: ServerFrame): Verdict {
    const verdict = this.#take(frame);
    if (verdict === "apply") this.#tabs.tell({ m: "frame", frame });
    return verdict;
  }

  #take(frame: ServerFrame): Verdict {
    switch (frame.t) {
      case "welcome":
        return this.#welcome(frame);
      case "snap":
        return this.#snap(frame);
      case "ev":
        return this.#event(frame);
      case "live":
        return this.#live(frame);
      case "reply":
        return this.#reply(frame);
      case "role":
        this.#role.value = frame.role;
        return "apply";
      default:
        return "drop";
    }
  }

  #welcome(frame: Frame<"welcome">): Verdict {
    this.clock.learn(frame.now);
    this.#role.value = frame.role;
    this.#acks.reset();
    for (const { s, epoch, how } of frame.streams) {
      if (how === "snapshot") this.#positions.forget(s);
      else this.#positions.forgetUnless(s, epoch);
    }
    return "apply";
  }

  #snap(frame: Frame<"snap">): Verdict {
    this.#positions.set(frame.s, frame.epoch, frame.q);
    if (isAgentSnapshot(frame.d)) {
      this.#agent.value = fromSnapshot(this.#agent.value, frame.d);
      if (this.#leading.value) for (const pop of frame.d.pops) this.#acks.arrived(pop.pop_id, frame.q);
    } else {
      this.#board.value = frame.d;
    }
    return "apply";
  }

  #event(frame: Frame<"ev">): Verdict {
    const counting = COUNTING[frame.s];
    if (!counting) return "drop";
    const verdict = judge(counting, this.#positions.get(frame.s), frame.q);
    if (verdict === "apply") this.#apply(frame);
    // The server sends a pop again when it has seen no ack for it; the state is not touched twice.
    if (verdict !== "gap") this.#noteArrival(frame);
    return verdict;
  }

  #apply(frame: Frame<"ev">): void {
    this.#positions.advance(frame.s, frame.q);
    if (frame.s === "agent") this.#agent.value = reduceAgent(this.#agent.value, frame);
    else if (this.#board.value) this.#board.value = reduceBoard(this.#board.value, frame);
  }

  #noteArrival(frame: Frame<"ev">): void {
    if (!this.#leading.value) return;
    if (frame.k === "pop.created") this.#acks.arrived(frame.d.pop_id, frame.q);
    if (frame.k === "pop.closed") this.#acks.closed(frame.d.pop_id);
  }

  /** Caught up. A position behind the server's would mean that something was left out. */
  #live(frame: Frame<"live">): Verdict {
    const held = this.#positions.get(frame.s);
    if (!held || (COUNTING[frame.s] === "log" && held.q < frame.q)) return "gap";
    if (frame.s === "agent" && this.#leading.value)
      this.#acks.open(
        this.#agent.value.pops.map((p) => p.pop_id),
        held.q,
      );
    if (this.options.want.every((s) => this.#positions.get(s))) this.#setConn({ s: "live" });
    return "apply";
  }

  #reply(frame: Frame<"reply">): Verdict {
    const key = this.#keys.get(frame.id);
    this.#keys.delete(frame.id);
    if (key === undefined) return "drop";
    const reply: Reply = frame.ok ? { ok: true } : { ok: false, err: frame.err ?? REFUSED };
    if (!this.#outbox.settle(key, reply)) this.#tabs.tell({ m: "reply", key, reply });
    return "drop";
  }

  #setConn(next: Conn): void {
    // The first moment of an outage counts, not the last attempt's.
    const conn = next.s === "lost" && this.#conn.value.s === "lost" ? this.#conn.value : next;
    this.#conn.value = conn;
    this.#attach(conn);
    if (this.#leading.value) this.#tabs.tell({ m: "conn", conn });
  }

  /** Commands go by the socket in the leading tab and by the leader in the others. */
  #attach(conn: Conn): void {
    if (conn.s !== "live") this.#outbox.detach();
    else if (this.#leading.value) this.#outbox.attach((key, command) => this.#deliver(key, command));
    else this.#outbox.attach((key, command) => this.#tabs.tell({ m: "cmd", key, command }));
  }

  #deliver(key: string, command: Command): void {
    const id = this.#nextId++;
    this.#keys.set(id, key);
    this.#client.send({ t: "cmd", id, key, ...command } as ClientFrame);
  }

  #fromTab(message: TabMessage): void {
    if (this.#leading.value) this.#fromFollower(message);
    else this.#fromLeader(message);
  }

  #fromFollower(message: TabMessage): void {
    if (message.m === "join") this.#tabs.tell({ m: "sync", sync: this.#sync() });
    if (message.m === "cmd") this.#deliver(message.key, message.command);
  }

  #fromLeader(message: TabMessage): void {
    switch (message.m) {
      case "sync":
        this.#adopt(message.sync);
        return;
      case "frame":
        if (this.#take(message.frame) === "gap") this.#join();
        return;
      case "conn":
        this.#setConn(message.conn);
        return;
      case "reply":
        this.#outbox.settle(message.key, message.reply);
    }
  }

  #join(): void {
    if (!this.#joining) this.#tabs.tell({ m: "join" });
    this.#joining = true;
  }

  #sync(): Sync {
    return {
      agent: this.#agent.value,
      board: this.#board.value,
      positions: this.#positions.all(),
      now: new Date(this.clock.now()).toISOString(),
      conn: this.#conn.value,
      role: this.#role.value,
    };
  }

  #adopt(sync: Sync): void {
    this.#joining = false;
    this.clock.learn(sync.now);
    for (const { s, epoch, q } of sync.positions) this.#positions.set(s, epoch, q);
    this.#agent.value = sync.agent;
    this.#board.value = sync.board;
    this.#role.value = sync.role;
    this.#setConn(sync.conn);
  }
}

const REFUSED = { code: "refused", msg: { tr: "Sunucu kabul etmedi.", en: "The server refused." }, retry: false };

function isVisible(): boolean {
  return typeof document === "undefined" || document.visibilityState === "visible";
}
