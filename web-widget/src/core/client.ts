import type { ClientFrame } from "../protocol/ClientFrame";
import type { ServerFrame } from "../protocol/ServerFrame";
import { backoff } from "./backoff";
import type { Verdict } from "./follow";
import { PROTOCOL, parseFrames } from "./frames";
import { afterClose, type OpenSocket, type Socket } from "./socket";

/** How the connection stands. */
export type Conn =
  | { s: "connecting" }
  | { s: "live" }
  | { s: "lost"; since: number }
  | { s: "stopped"; code: number; why: string };

/** Nobody is signed in any more; a code of our own beside the server's 42xx. */
export const SIGNED_OUT = 401;

/** The server hears nothing but pongs and acks while this much waits to be sent, bytes. */
const BUFFERED_MAX = 64 * 1024;

/** Silence longer than this many heartbeats means that the connection is dead. */
const DEAD_BEATS = 2.5;

/** Close code of a client that noticed a hole in a stream. */
const GAP = 4001;

export type ClientOptions = {
  url: string;
  open: OpenSocket;
  /** A fresh one-time ticket; `null` when nobody is signed in. */
  ticket: () => Promise<string | null>;
  /** The first frame of a connection, with the positions held at that moment. */
  hello: () => ClientFrame;
  /** Takes one frame and says whether the stream is still whole. */
  onFrame: (frame: ServerFrame) => Verdict;
  onConn: (conn: Conn) => void;
  visible: () => boolean;
  random?: () => number;
};

/**
 * One connection after another. What is above this file sees frames in order and a {@link Conn};
 * tickets, heartbeats, backing off and coming back are invisible there.
 */
export class Client {
  #socket: Socket | null = null;
  #attempt = 0;
  #retry: ReturnType<typeof setTimeout> | undefined;
  #dead: ReturnType<typeof setTimeout> | undefined;
  #heartbeatMs = 15_000;
  #notBefore = 0;
  #why = "";
  #run = 0;
  #stopped = true;

  constructor(private readonly options: ClientOptions) {}

  start(): void {
    if (!this.#stopped) return;
    this.#stopped = false;
    this.#attempt = 0;
    this.options.onConn({ s: "connecting" });
    void this.#connect();
  }

  stop(): void {
    this.#stopped = true;
    this.#drop(1000, "bye");
    clearTimeout(this.#retry);
  }

  /** Comes back at once: the network or the page has just woken up. */
  hurry(): void {
    if (this.#stopped || this.#socket || this.#retry === undefined || Date.now() < this.#notBefore) return;
    clearTimeout(this.#retry);
    this.#retry = undefined;
    void this.#connect();
  }

  /** Sends a frame if there is a connection with room; false when there is not. */
  send(frame: ClientFrame): boolean {
    const socket = this.#socket;
    if (!socket) return false;
    const vital = frame.t === "pong" || frame.t === "ack";
    if (!vital && socket.bufferedAmount > BUFFERED_MAX) return false;
    socket.send(JSON.stringify(frame));
    return true;
  }

  async #connect(): Promise<void> {
    const run = ++this.#run;
    let ticket: string | null;
    try {
      ticket = await this.options.ticket();
    } catch {
      if (run === this.#run) this.#again();
      return;
    }
    if (run !== this.#run || this.#stopped) return;
    if (ticket === null) this.#halt(SIGNED_OUT, "signed out");
    else this.#open(ticket);
  }

  #open(ticket: string): void {
    const socket = this.options.open(this.options.url, [PROTOCOL, `cti.ticket.${ticket}`]);
    this.#socket = socket;
    this.#rearm();
    socket.onmessage = ({ data }) => {
      this.#rearm();
      this.#read(String(data));
    };
    socket.onclose = ({ code }) => this.#closed(socket, code);
    socket.onopen = () => {
      if (this.#socket === socket) this.send(this.options.hello());
    };
  }

  #read(text: string): void {
    for (const frame of parseFrames(text)) {
      if (!this.#socket) return;
      this.#take(frame);
    }
  }

  #take(frame: ServerFrame): void {
    switch (frame.t) {
      case "ping":
        this.send({ t: "pong", n: frame.n, vis: this.options.visible() });
        return;
      case "bye":
        this.#notBefore = Date.now() + frame.retry_ms;
        this.#why = frame.why;
        return;
      case "welcome":
        this.#heartbeatMs = frame.hb_ms;
        this.#rearm();
        break;
      case "live":
        this.#attempt = 0;
        break;
    }
    if (this.options.onFrame(frame) !== "gap") return;
    this.#drop(GAP, "gap");
    this.#lost();
  }

  #closed(socket: Socket, code: number): void {
    if (socket !== this.#socket) return;
    this.#drop(1000, "");
    if (afterClose(code) === "stop") this.#halt(code, this.#why);
    else this.#lost();
  }

  /** Lets go of the socket without waiting for the other side; a dead peer never answers a close. */
  #drop(code: number, reason: string): void {
    const socket = this.#socket;
    this.#socket = null;
    this.#run += 1;
    clearTimeout(this.#dead);
    if (!socket) return;
    socket.onmessage = null;
    socket.onclose = null;
    try {
      socket.close(code, reason);
    } catch {
      // Already closing.
    }
  }

  #lost(): void {
    this.options.onConn({ s: "lost", since: Date.now() });
    this.#again();
  }

  #again(): void {
    if (this.#stopped) return;
    const wait = Math.max(backoff(this.#attempt, this.options.random ?? Math.random), this.#notBefore - Date.now());
    this.#attempt += 1;
    clearTimeout(this.#retry);
    this.#retry = setTimeout(() => {
      this.#retry = undefined;
      void this.#connect();
    }, wait);
  }

  #halt(code: number, why: string): void {
    this.#stopped = true;
    this.options.onConn({ s: "stopped", code, why });
  }

  /** May fire late in a hidden tab, which does no harm: the server closes a silent socket itself. */
  #rearm(): void {
    clearTimeout(this.#dead);
    this.#dead = setTimeout(() => {
      this.#drop(4000, "silent");
      this.#lost();
    }, this.#heartbeatMs * DEAD_BEATS);
  }
}
