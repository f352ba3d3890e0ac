import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import { type WebSocket, WebSocketServer } from "ws";
import type { ClientFrame } from "../../src/protocol/ClientFrame";
import type { CommandError } from "../../src/protocol/CommandError";
import type { Position } from "../../src/protocol/Position";
import type { ServerFrame } from "../../src/protocol/ServerFrame";
import type { User } from "./company";
import type { FakeServer } from "./server";

type Hello = Extract<ClientFrame, { t: "hello" }>;
type Cmd = Extract<ClientFrame, { t: "cmd" }>;

/** One page's connection. */
export class Connection {
  readonly #stops: (() => void)[] = [];
  #left = Number.POSITIVE_INFINITY;

  constructor(
    private readonly server: FakeServer,
    private readonly socket: WebSocket,
    readonly user: User,
  ) {
    socket.on("message", (data) => this.#take(JSON.parse(String(data)) as ClientFrame));
    socket.on("close", () => {
      for (const stop of this.#stops) stop();
      server.connections.delete(this);
    });
  }

  send(frame: ServerFrame): void {
    if (this.#left <= 0) return;
    this.socket.send(JSON.stringify(frame));
    this.#left -= 1;
    if (this.#left <= 0) this.cut();
  }

  /** The line drops without a word. */
  cut(): void {
    this.socket.terminate();
  }

  /** The line drops after this many more frames: at any boundary a test may choose. */
  cutAfter(frames: number): void {
    this.#left = frames;
  }

  close(code: number, why = ""): void {
    this.send({ t: "bye", code, why, retry_ms: 0 });
    this.socket.close(code, why);
  }

  #take(frame: ClientFrame): void {
    this.server.received.push(frame);
    if (frame.t === "hello") this.#hello(frame);
    if (frame.t === "cmd") this.#command(frame);
    if (frame.t === "ack") this.server.acks.push(frame);
  }

  #hello(hello: Hello): void {
    const streams = hello.want.flatMap((s) => this.server.streamFor(this.user, s) ?? []);
    const held = (s: string): Position | undefined => hello.resume.find((p) => p.s === s);
    const plans = streams.map((stream) => ({ stream, ...stream.catchUp(held(stream.s)) }));
    this.send({
      t: "welcome",
      sid: "s",
      v: 1,
      now: new Date().toISOString(),
      hb_ms: this.server.heartbeatMs,
      role: "primary",
      resume_ms: 600_000,
      feat: [],
      streams: plans.map(({ stream, how }) => ({ s: stream.s, epoch: stream.epoch, q: stream.q, how })),
    });
    for (const { stream, frames } of plans) {
      for (const frame of frames) this.send(frame);
      this.#stops.push(stream.listen((frame) => this.send(frame)));
    }
  }

  /** The same key is answered again and done once. */
  #command(cmd: Cmd): void {
    if (this.server.silent) return;
    const refusal = this.server.refuse;
    const first = !this.server.done.has(cmd.key);
    this.server.done.add(cmd.key);
    this.send(
      refusal ? { t: "reply", id: cmd.id, ok: false, err: refusal } : { t: "reply", id: cmd.id, ok: true, err: null },
    );
    if (first && !refusal) this.server.carryOut(this.user, cmd);
  }
}

/** Upgrades requests with a good ticket; a bad one is accepted and closed, so that the page can tell why. */
export class Feed {
  readonly #wss = new WebSocketServer({ noServer: true, handleProtocols: () => "cti.v1.json" });

  constructor(private readonly server: FakeServer) {}

  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    this.#wss.handleUpgrade(request, socket, head, (ws) => {
      const ticket = /cti\.ticket\.([\w-]+)/.exec(request.headers["sec-websocket-protocol"] ?? "")?.[1] ?? "";
      const user = this.server.tickets.get(ticket);
      this.server.tickets.delete(ticket);
      if (!user) ws.close(4100, "ticket");
      else this.server.welcome(new Connection(this.server, ws, user));
    });
  }
}

/** A refusal to answer commands with. */
export const NOT_ALLOWED: CommandError = {
  code: "not_allowed",
  msg: { tr: "Buna izniniz yok.", en: "You may not do that." },
  retry: false,
};
