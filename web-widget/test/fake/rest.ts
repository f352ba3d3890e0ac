import type { IncomingMessage, ServerResponse } from "node:http";
import { matches } from "../../src/core/fold";
import type { Customer } from "../../src/protocol/Customer";
import type { CustomerEdit } from "../../src/protocol/CustomerEdit";
import type { Me } from "../../src/protocol/Me";
import type { PasswordChange } from "../../src/protocol/PasswordChange";
import type { SignIn } from "../../src/protocol/SignIn";
import { boardRest } from "./board-rest";
import { cardRest } from "./card-rest";
import { ago, PASSWORD, USERS, type User, WALL_TOKEN } from "./company";
import { mergesRest } from "./merges-rest";
import type { FakeServer } from "./server";
import { superviseRest } from "./supervise-rest";

export type Answer = { status: number; body?: unknown; cookie?: string };
export type Ask = { method: string; path: string; query: URLSearchParams; body: unknown; user: User | null };

/** Answers `/api/v1`. */
export async function rest(server: FakeServer, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = new URL(request.url ?? "/", "http://x");
  allowOrigin(server, request, response);
  if (request.method === "OPTIONS") {
    response.writeHead(204).end();
    return;
  }
  const ask: Ask = {
    method: request.method ?? "GET",
    path: url.pathname.replace("/api/v1/", ""),
    query: url.searchParams,
    body: await bodyOf(request),
    user: server.userOf(request),
  };
  const foreign = ask.method !== "GET" && request.headers["x-requested-with"] !== "santral";
  write(response, foreign ? problem(403, "csrf") : answer(server, ask));
}

function answer(server: FakeServer, ask: Ask): Answer {
  if (ask.path === "session" && ask.method === "POST") return signIn(server, ask.body as SignIn);
  if (ask.path === "wall-ticket") return wallTicket(server, ask.body as { token: string });
  if (!ask.user) return problem(401, "not-signed-in");
  const { user } = ask;
  const apart =
    cardRest(server, user, ask) ??
    superviseRest(server, user, ask) ??
    mergesRest(server, user, ask) ??
    boardRest(server, user, ask);
  if (apart) return apart;
  const [head, id] = ask.path.split("/").map(decodeURIComponent);
  switch (`${ask.method} ${id === undefined ? head : `${head}/…`}`) {
    case "GET session":
      return { status: 200, body: me(user) };
    case "DELETE session":
      server.signedOut(user);
      return { status: 204 };
    case "PUT session/…":
      return id === "password" ? changePassword(ask.body as PasswordChange) : changeExtension(server, user, ask.body);
    case "POST ws-ticket":
      return { status: 200, body: { ticket: server.newTicket(user), expires_in_s: 30 } };
    case "GET directory":
      return {
        status: 200,
        body: {
          agents: [
            { name: "Ayşe Yılmaz", number: "1003", state: "on_call", free: false },
            { name: "Mehmet Kaya", number: "1002", state: "available", free: true },
          ],
          queues: [{ label: { tr: "Satış", en: "Sales" }, number: "5552002", waiting: 2, agents_available: 1 }],
        },
      };
    case "GET board":
      return { status: 200, body: server.board };
    case "GET calls":
      return { status: 200, body: callPage(server, ask.query) };
    case "GET calls/…":
      return story(server, id ?? "");
    case "GET customers":
      return { status: 200, body: { items: found(server, ask.query.get("q") ?? "") } };
    case "POST customers":
      return createCustomer(server, user, ask.body as CustomerEdit);
    case "GET customers/…":
      return customerPage(server.customers.get(id ?? ""));
    case "PUT customers/…":
      return editCustomer(server, id ?? "", ask.body as CustomerEdit);
    default:
      return problem(404, "not-found");
  }
}

/** A display sees what a supervisor sees; the real server keeps the names from it. */
function wallTicket(server: FakeServer, { token }: { token: string }): Answer {
  const derya = USERS.find((user) => user.role === "supervisor");
  if (token !== WALL_TOKEN || !derya) return problem(401, "not-signed-in");
  server.board.agents = [];
  return { status: 200, body: { ticket: server.newTicket(derya), expires_in_s: 30 } };
}

function signIn(server: FakeServer, { login, password, extension }: SignIn): Answer {
  const user = USERS.find((u) => u.login === login);
  if (login === "impatient") return problem(429, "too-many-tries");
  if (!user || password !== PASSWORD) return problem(401, "bad-credentials");
  if (extension) server.deskOf(user)?.session({ extension });
  return {
    status: 200,
    body: me({ ...user, extension: extension ?? user.extension }),
    cookie: server.newSession(user),
  };
}

function changePassword({ old }: PasswordChange): Answer {
  return old === PASSWORD ? { status: 204 } : problem(401, "bad-credentials");
}

function changeExtension(server: FakeServer, user: User, body: unknown): Answer {
  const { extension } = body as { extension: string };
  server.deskOf(user)?.session({ extension });
  return { status: 200, body: me({ ...user, extension }) };
}

function me(user: User): Me {
  const { login, name, role, agentId, extension } = user;
  return { login, name, role, agent_id: agentId, extension };
}

const PAGE = 5;

function callPage(server: FakeServer, query: URLSearchParams): unknown {
  const number = (query.get("number") ?? "").replace(/\D/g, "");
  const queue = query.get("queue");
  const rows = server.calls.filter(
    (row) => (number === "" || row.party.number?.includes(number)) && (!queue || row.queue?.id === queue),
  );
  const from = Number(query.get("cursor") ?? 0);
  const to = from + Math.min(PAGE, Number(query.get("limit") ?? PAGE));
  return { items: rows.slice(from, to), next_cursor: to < rows.length ? String(to) : null };
}

function story(server: FakeServer, id: string): Answer {
  const call = server.calls.find((row) => row.call_id === id);
  if (!call) return problem(404, "not-found");
  const start = Date.parse(call.started_at);
  const line = (ms: number, event: string, tr: string, en: string): unknown => ({
    at: new Date(start + ms).toISOString(),
    event,
    text: { tr, en },
  });
  const lines = [
    line(0, "call.started", "0850 000 00 00 arandı", "0850 000 00 00 was dialled"),
    line(120, "queue.joined", "Destek kuyruğuna girdi", "Joined the queue Support"),
    line(310, "lookup.done", "Numara tek müşteride bulundu", "The number belongs to one customer"),
    line(14_000, "offer.made", "Mehmet Kaya’nın telefonu çaldı", "Mehmet Kaya's phone rang"),
    line(34_000, "offer.missed", "Mehmet Kaya yanıtlamadı", "Mehmet Kaya did not answer"),
    line(
      34_020,
      "offer.made",
      "Zeynep Arslan’ın telefonu çaldı: Türkçe 90, en uzun boşta",
      "Zeynep Arslan's phone rang: Turkish 90, idle the longest",
    ),
    line(34_110, "pop.rendered", "Kart Zeynep Arslan’ın ekranında", "The card is on Zeynep Arslan's screen"),
    line(39_500, "call.answered", "Zeynep Arslan yanıtladı", "Zeynep Arslan answered"),
    line(190_000, "call.ended", "Arayan kapattı", "The caller hung up"),
  ];
  return { status: 200, body: { call, note: "Kargo şubesi aranacak.", solved: false, story: lines } };
}

function found(server: FakeServer, q: string): Customer[] {
  const digits = q.replace(/\D/g, "");
  return [...server.customers.values()].filter(
    (c) => matches(`${c.name} ${c.email ?? ""}`, q) || (digits.length > 3 && c.numbers.some((n) => n.includes(digits))),
  );
}

function createCustomer(server: FakeServer, user: User, edit: CustomerEdit): Answer {
  const id = `c${server.customers.size + 10}`;
  const customer = customerFrom(id, edit);
  server.customers.set(id, customer);
  const desk = server.deskOf(user);
  const pop = desk?.state.pops.find((p) => p.call_id === edit.call_id);
  if (desk && pop) desk.pick(pop.pop_id, customer);
  return customerPage(customer, 201);
}

function editCustomer(server: FakeServer, id: string, edit: CustomerEdit): Answer {
  const old = server.customers.get(id);
  if (!old) return problem(404, "not-found");
  const customer = { ...customerFrom(id, edit), history: old.history, notes: old.notes, since: old.since };
  server.customers.set(id, customer);
  return customerPage(customer);
}

function customerFrom(id: string, { call_id: _, numbers, ...edit }: CustomerEdit): Customer {
  return {
    id,
    ...edit,
    numbers: numbers.map((n) => n.replace(/[^\d+]/g, "")),
    since: ago(0).slice(0, 10),
    history: [],
    notes: [],
  };
}

function customerPage(customer: Customer | undefined, status = 200): Answer {
  return customer ? { status, body: { customer, contacts: customer.history } } : problem(404, "not-found");
}

export function problem(status: number, type: string): Answer {
  return { status, body: { type, title: type, status, detail: "" } };
}

/** An embedding page's origin may ask, with a token and never with a cookie. */
function allowOrigin(server: FakeServer, request: IncomingMessage, response: ServerResponse): void {
  const { origin } = request.headers;
  if (!origin || !server.allowedOrigins.has(origin)) return;
  response.setHeader("Access-Control-Allow-Origin", origin);
  response.setHeader("Access-Control-Allow-Headers", "authorization, content-type, x-requested-with");
  response.setHeader("Access-Control-Allow-Methods", "GET, POST, PUT, DELETE");
  response.setHeader("Vary", "Origin");
}

async function bodyOf(request: IncomingMessage): Promise<unknown> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return parts.length > 0 ? JSON.parse(Buffer.concat(parts).toString("utf8")) : null;
}

function write(response: ServerResponse, { status, body, cookie }: Answer): void {
  const type = status >= 400 ? "application/problem+json" : "application/json";
  if (cookie) response.setHeader("Set-Cookie", `cti=${cookie}; HttpOnly; SameSite=Strict; Path=/`);
  response.writeHead(status, { "Content-Type": type, "Cache-Control": "no-store" });
  response.end(status === 204 ? undefined : JSON.stringify(body));
}
