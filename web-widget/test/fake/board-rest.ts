import type { CallRow } from "../../src/protocol/CallRow";
import type { ListenOrder } from "../../src/protocol/ListenOrder";
import type { MissedCall } from "../../src/protocol/MissedCall";
import type { PromisedCall } from "../../src/protocol/PromisedCall";
import type { QueueLine } from "../../src/protocol/QueueLine";
import type { StateOrder } from "../../src/protocol/StateOrder";
import type { WaitingCaller } from "../../src/protocol/WaitingCaller";
import { ago, HAKAN, QUEUES, REASONS, type User } from "./company";
import { type Answer, type Ask, problem } from "./rest";
import type { FakeServer } from "./server";

/** Answers what is asked about callers who gave up and about agents' states; null when the question is another's. */
export function boardRest(server: FakeServer, user: User, ask: Ask): Answer | null {
  const [head, id = "", what] = ask.path.split("/").map(decodeURIComponent);
  switch (`${ask.method} ${head} ${what ?? ""}`) {
    case "GET missed ":
      return { status: 200, body: list(server, ask.query.get("open") === "true") };
    case "POST missed called-back":
      return calledBack(server, user, id);
    case "GET queues line":
      return user.role === "agent" ? problem(403, "not-allowed") : { status: 200, body: lineOf(id) };
    case "GET reasons ":
      return { status: 200, body: { items: REASONS } };
    case "POST agents spy":
      return user.role === "agent" ? problem(403, "not-allowed") : listen(server, id, ask.body as ListenOrder);
    case "DELETE agents spy":
      return stopListening(server, id, ask.query.get("phone"));
    case "PUT agents state":
      return user.role === "agent" ? problem(403, "not-allowed") : order(server, id, ask.body as StateOrder);
    default:
      return null;
  }
}

/** Who gave up on this floor today, the latest first. */
export function newMissed(): MissedCall[] {
  const missed = (i: number, number: string | null, more: Partial<MissedCall>): MissedCall => ({
    call: {
      call_id: `m-${i}`,
      started_at: ago(i * 640),
      party: { number, name: null },
      customer: null,
      queue: QUEUES[0] ?? null,
      agent: null,
      wait_ms: 41_000 + i * 17_000,
      talk_ms: null,
      outcome: "abandoned",
      disposition: null,
      source: null,
    },
    times: 1,
    called_back: null,
    came_back_at: null,
    ...more,
  });
  return [
    missed(1, "+905320000012", { times: 3 }),
    missed(2, null, {}),
    missed(3, "+902320000067", { called_back: { at: ago(600), by: "Mehmet Kaya" } }),
    missed(4, "+905320000099", { came_back_at: ago(900) }),
  ];
}

/** Three who wait: one is rung for, of one it is known why, of the last nothing. */
function lineOf(queue: string): QueueLine {
  if (queue !== "destek") return { waiting: 0, callers: [] };
  const caller = (i: number, more: Partial<WaitingCaller>): WaitingCaller => ({
    call_id: `w-${i}`,
    number: "+905320000012",
    customer: null,
    joined_at: ago(75 - i * 20),
    priority: 0,
    stage: 0,
    rings_for: [],
    standing: [],
    ...more,
  });
  return {
    waiting: 3,
    callers: [
      caller(1, { customer: { id: HAKAN.id, name: HAKAN.name }, priority: 5, rings_for: ["Ayşe Yılmaz"] }),
      caller(2, {
        number: "+902320000067",
        stage: 1,
        standing: [
          { text: { tr: "görüşmede", en: "on another call" }, agents: 3 },
          { text: { tr: "hazır değil", en: "not ready" }, agents: 2 },
          { text: { tr: "becerisi yetmiyor", en: "lacks a skill" }, agents: 41 },
        ],
      }),
      caller(3, { number: null, stage: null }),
    ],
  };
}

const isOpen = ({ call, called_back, came_back_at }: MissedCall): boolean =>
  call.party.number !== null && called_back === null && came_back_at === null;

function list(server: FakeServer, onlyOpen: boolean): unknown {
  const items = server.missed.filter((missed) => !onlyOpen || isOpen(missed));
  const open = server.missed.filter(isOpen).length;
  return { items, open, promised: server.promised };
}

/** One who was promised a call an hour ago. */
export function newPromised(): PromisedCall[] {
  const call: CallRow = {
    call_id: "p-1",
    started_at: ago(9_000),
    party: { number: "+905320000012", name: null },
    customer: { id: HAKAN.id, name: HAKAN.name },
    queue: QUEUES[0] ?? null,
    agent: "Zeynep Arslan",
    wait_ms: 12_000,
    talk_ms: 95_000,
    outcome: "completed",
    disposition: null,
    source: null,
  };
  return [{ call, at: ago(3_600), severity: "urgent", note: "Kargo şubesi arandıktan sonra" }];
}

function calledBack(server: FakeServer, user: User, id: string): Answer {
  const promised = server.promised.length;
  server.promised = server.promised.filter((one) => one.call.call_id !== id);
  if (server.promised.length < promised) return { status: 204 };
  const missed = server.missed.find((one) => one.call.call_id === id);
  if (!missed) return problem(404, "not-found");
  missed.called_back = { at: ago(0), by: user.name };
  return { status: 204 };
}

function listen(server: FakeServer, id: string, body: ListenOrder): Answer {
  const agent = server.board.agents.find((one) => one.id === id);
  if (!agent?.may_listen) return problem(409, "not-talking");
  if (body.phone === agent.extension) return problem(409, "no-such-phone");
  server.listens.push(body);
  const others = agent.listeners.filter((one) => one.phone !== body.phone);
  server.agent(id, { listeners: [...others, { phone: body.phone, mode: body.mode }] });
  server.desk("zeynep").monitored(true);
  return { status: 204 };
}

function stopListening(server: FakeServer, id: string, phone: string | null): Answer {
  const agent = server.board.agents.find((one) => one.id === id);
  const left = agent?.listeners.filter((one) => phone !== null && one.phone !== phone) ?? [];
  server.agent(id, { listeners: left });
  server.desk("zeynep").monitored(left.length > 0);
  return { status: 204 };
}

function order(server: FakeServer, id: string, body: StateOrder): Answer {
  if (body.why.trim().length < 3) return problem(422, "invalid");
  if (!server.board.agents.some((agent) => agent.id === id)) return problem(404, "not-found");
  server.orders.push(body);
  server.agent(id, { state: body.state, reason: body.reason, since: ago(0) });
  return { status: 204 };
}
