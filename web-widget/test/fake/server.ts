/**
 * A fake Santral for tests, demos and pictures: real HTTP and a real WebSocket, no PBX behind them.
 *
 * Recipes
 *
 *   A page with a call:        const fake = await FakeServer.start();
 *                              const call = fake.desk("zeynep").ring("known");
 *   Its whole life:            desk.answer(call); desk.hangUp(call); desk.finish(call);
 *   Nobody answers:            desk.miss(call);            three in a row: not ready
 *                              desk.miss(call, false);     the first: cooled down for ten seconds
 *   A slow look-up:            const call = desk.ring("known", { found: false }); desk.found(call);
 *   A look-up that fails:      desk.ring("unknown", { found: false }); desk.failLookUp(call);
 *   A card still filling:      const call = desk.ring("known", { filled: false }); desk.fill(call);
 *   Keyed in on the way:       desk.ring("known", { pop: { keypad: "4471", path: "Sipariş › Takip" } });
 *   Only the end agrees:       desk.ring("alike");         possible, never known
 *   Known trouble:             fake.trouble([OUTAGE]);     on every open card at once
 *   A hostile caller:          desk.ring("hostile");       then look for `window.pwned`
 *   The line drops:            fake.cut();
 *   It drops after n frames:   fake.onWelcome = (connection) => connection.cutAfter(n);
 *   The server restarts:       fake.restart();             a new epoch, the same state
 *   An event is lost:          desk.stream.q += 1;         the page must notice the hole
 *   A pop is sent again:       desk.resendPop();           and must be acked again, shown once
 *   The server says stop:      fake.closeAll(4202);
 *   Commands get no reply:     fake.silent = true;
 *   Commands are refused:      fake.refuse = NOT_ALLOWED;
 *   What the page sent:        fake.received, fake.acks, fake.commands("wrapup.save")
 *   The board moves:           fake.queue("destek", { waiting: 7 }); fake.agent("a1", { state: "available" });
 *   A link goes down:          fake.link({ up: false, detail: "…" });
 *   Somebody else's page:      fake.allowedOrigins.add(origin); token `embed-zeynep`
 */
import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { RevealAsk } from "../../src/agent/card-rest";
import type { AgentRow } from "../../src/protocol/AgentRow";
import type { Board } from "../../src/protocol/Board";
import type { CallRow } from "../../src/protocol/CallRow";
import type { ClientFrame } from "../../src/protocol/ClientFrame";
import type { CommandError } from "../../src/protocol/CommandError";
import type { Customer } from "../../src/protocol/Customer";
import type { Incident } from "../../src/protocol/Incident";
import type { LinkRow } from "../../src/protocol/LinkRow";
import type { ListenOrder } from "../../src/protocol/ListenOrder";
import type { Merge } from "../../src/protocol/Merge";
import type { MissedCall } from "../../src/protocol/MissedCall";
import type { Profile } from "../../src/protocol/Profile";
import type { PromisedCall } from "../../src/protocol/PromisedCall";
import type { QueueRow } from "../../src/protocol/QueueRow";
import type { StateOrder } from "../../src/protocol/StateOrder";
import { newMissed, newPromised } from "./board-rest";
import { CUSTOMERS, newBoard, newCalls, USERS, type User } from "./company";
import { FakeDesk } from "./desk";
import { type Connection, Feed } from "./feed";
import { rest } from "./rest";
import { serveFile } from "./static";
import { Stream } from "./stream";

type Ack = Extract<ClientFrame, { t: "ack" }>;
type Cmd = Extract<ClientFrame, { t: "cmd" }>;

export class FakeServer {
  readonly connections = new Set<Connection>();
  readonly received: ClientFrame[] = [];
  readonly acks: Ack[] = [];
  readonly tickets = new Map<string, User>();
  readonly done = new Set<string>();
  readonly customers = new Map<string, Customer>(CUSTOMERS.map((c) => [c.id, c]));
  readonly reveals: RevealAsk[] = [];
  incidents: Incident[] = [];
  /** Merges, the latest first. */
  merges: Merge[] = [];
  /** Callers who gave up, the latest first. */
  missed: MissedCall[] = newMissed();
  /** Who was promised a call. */
  promised: PromisedCall[] = newPromised();
  /** What supervisors told agents to be. */
  readonly orders: StateOrder[] = [];
  /** How supervisors took part in calls. */
  readonly listens: ListenOrder[] = [];
  readonly allowedOrigins = new Set<string>();
  calls: CallRow[] = newCalls();
  board: Board = newBoard();
  heartbeatMs = 15_000;
  silent = false;
  refuse: CommandError | null = null;
  onWelcome: (connection: Connection) => void = () => undefined;

  readonly #sessions = new Map<string, User>();
  readonly #desks = new Map<string, FakeDesk>();
  readonly #boardStream = new Stream("board", () => structuredClone(this.board), false);
  readonly #http: Server;
  #next = 1;

  private constructor() {
    const feed = new Feed(this);
    for (const user of USERS) if (user.agentId) this.#desks.set(user.login, new FakeDesk(user));
    this.#http = createServer((request, response) => {
      const path = new URL(request.url ?? "/", "http://x").pathname;
      if (path.startsWith("/api/v1/")) void rest(this, request, response);
      else serveFile(path, response);
    });
    this.#http.on("upgrade", (request, socket, head) => feed.upgrade(request, socket, head));
  }

  static async start(port = 0): Promise<FakeServer> {
    const server = new FakeServer();
    await new Promise<void>((ready) => server.#http.listen(port, "127.0.0.1", ready));
    return server;
  }

  async stop(): Promise<void> {
    this.cut();
    this.#http.closeAllConnections();
    await new Promise((done) => this.#http.close(done));
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#http.address() as AddressInfo).port}`;
  }

  desk(login: string): FakeDesk {
    const desk = this.#desks.get(login);
    if (!desk) throw new Error(`no agent ${login}`);
    return desk;
  }

  deskOf(user: User): FakeDesk | null {
    return this.#desks.get(user.login) ?? null;
  }

  commands(op: Cmd["op"]): Cmd[] {
    return this.received.filter((frame): frame is Cmd => frame.t === "cmd" && frame.op === op);
  }

  cut(): void {
    for (const connection of this.connections) connection.cut();
  }

  closeAll(code: number, why = ""): void {
    for (const connection of this.connections) connection.close(code, why);
  }

  restart(): void {
    for (const desk of this.#desks.values()) desk.stream.newLife();
    this.#boardStream.newLife();
    this.cut();
  }

  queue(id: string, change: Partial<QueueRow>): void {
    this.board.queues = this.board.queues.map((row) => (row.id === id ? { ...row, ...change } : row));
    const row = this.board.queues.find((r) => r.id === id);
    if (row) this.#boardStream.emit({ k: "queue", d: row });
  }

  agent(id: string, change: Partial<AgentRow>): void {
    this.board.agents = this.board.agents.map((row) => (row.id === id ? { ...row, ...change } : row));
    const row = this.board.agents.find((r) => r.id === id);
    if (row) this.#boardStream.emit({ k: "agent", d: row });
  }

  link(change: Partial<LinkRow>): void {
    this.board.links = this.board.links.map((row) => ({ ...row, ...change, since: new Date().toISOString() }));
    for (const row of this.board.links) this.#boardStream.emit({ k: "link", d: row });
  }

  trouble(incidents: Incident[]): void {
    this.incidents = incidents;
    for (const desk of this.#desks.values()) desk.trouble(incidents);
  }

  tag(customerId: string, profile: Profile | null): void {
    for (const desk of this.#desks.values()) desk.tag(customerId, profile);
  }

  streamFor(user: User, s: string): Stream | null {
    if (s === "agent") return this.deskOf(user)?.stream ?? null;
    return s === "board" && user.role !== "agent" ? this.#boardStream : null;
  }

  welcome(connection: Connection): void {
    this.connections.add(connection);
    this.onWelcome(connection);
  }

  newTicket(user: User): string {
    const ticket = `t${this.#next++}`;
    this.tickets.set(ticket, user);
    return ticket;
  }

  newSession(user: User): string {
    const id = `s${this.#next++}`;
    this.#sessions.set(id, user);
    return id;
  }

  signedOut(user: User): void {
    for (const [id, other] of this.#sessions) if (other === user) this.#sessions.delete(id);
  }

  userOf(request: IncomingMessage): User | null {
    const bearer = /^Bearer embed-(\w+)$/.exec(request.headers.authorization ?? "")?.[1];
    if (bearer) return USERS.find((u) => u.login === bearer) ?? null;
    const cookie = /(?:^|; )cti=(\w+)/.exec(request.headers.cookie ?? "")?.[1];
    return this.#sessions.get(cookie ?? "") ?? null;
  }

  /** Does what an accepted command asks. */
  carryOut(user: User, cmd: Cmd): void {
    const desk = this.deskOf(user);
    if (!desk) return;
    switch (cmd.op) {
      case "agent.state":
        this.#choose(desk, cmd.d.state, cmd.d.reason);
        break;
      case "call.reject":
        desk.reject(cmd.d.call_id);
        break;
      case "call.control":
        desk.control(cmd.d.call_id, cmd.d.what, cmd.d.to);
        break;
      case "call.hangup":
        desk.hangUp(cmd.d.call_id);
        break;
      case "pop.pick":
        desk.pick(cmd.d.pop_id, this.customers.get(cmd.d.customer_id ?? "") ?? null);
        break;
      case "wrapup.save":
        if (cmd.d.finish) desk.finish(cmd.d.call_id);
        break;
      case "wrapup.extend":
        desk.extend(cmd.d.call_id);
        break;
      case "note.add":
        this.#addNote(user, desk, cmd.d.customer_id, cmd.d.text);
    }
  }

  #choose(desk: FakeDesk, state: AgentRow["state"], reason: string | null): void {
    const busy = desk.state.session.state === "ringing" || desk.state.session.state === "on_call";
    if (busy) desk.session({ next: { state, reason } });
    else desk.session({ state, reason, since: new Date().toISOString(), next: null });
  }

  #addNote(user: User, desk: FakeDesk, customerId: string, text: string): void {
    const old = this.customers.get(customerId);
    if (!old) return;
    const note = { at: new Date().toISOString(), by: user.name, text };
    const customer = { ...old, notes: [note, ...old.notes].slice(0, 5) };
    this.customers.set(customerId, customer);
    for (const pop of desk.state.pops) {
      if (pop.candidates.some((c) => c.id === customerId))
        desk.pop({ ...pop, candidates: pop.candidates.map((c) => (c.id === customerId ? { ...c, ...customer } : c)) });
    }
  }
}
