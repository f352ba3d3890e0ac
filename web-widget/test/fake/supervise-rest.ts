import type { IncidentPost } from "../../src/console/supervise-rest";
import type { Incident } from "../../src/protocol/Incident";
import { ago, HAKAN, type User } from "./company";
import { explanationOf } from "./explanation";
import { type Answer, type Ask, problem } from "./rest";
import type { FakeServer } from "./server";
import { shadowReport } from "./shadow";
import { traceOf } from "./trace";

/** Answers what supervisors ask; null when the question is another's. */
export function superviseRest(server: FakeServer, user: User, ask: Ask): Answer | null {
  const [head, id = "", what] = ask.path.split("/").map(decodeURIComponent);
  const forbidden = user.role === "agent" ? problem(403, "not-allowed") : null;
  switch (`${ask.method} ${head} ${what ?? ""}`) {
    case "GET calls explanation":
      return forbidden ?? explained(server, id);
    case "GET calls trace":
      return traced(server, id);
    case "GET incidents ":
      return { status: 200, body: { items: server.incidents } };
    case "POST incidents ":
      return forbidden ?? post(server, user, ask.body as IncidentPost);
    case "DELETE incidents ":
      return forbidden ?? end(server, id);
    case "GET shadow ":
      return forbidden ?? { status: 200, body: shadowReport() };
    case "GET numbers ":
      return { status: 200, body: read(ask.query.get("input") ?? "") };
    default:
      return null;
  }
}

function explained(server: FakeServer, id: string): Answer {
  const call = server.calls.find((row) => row.call_id === id);
  return call ? { status: 200, body: explanationOf(call) } : problem(404, "not-found");
}

function traced(server: FakeServer, id: string): Answer {
  const call = server.calls.find((row) => row.call_id === id);
  return call ? { status: 200, body: traceOf(call) } : problem(404, "not-found");
}

function post(server: FakeServer, user: User, body: IncidentPost): Answer {
  const { tr, en } = body.text;
  if (!tr && !en) return problem(422, "invalid");
  const id = `i${server.incidents.length + 10}`;
  const incident: Incident = { ...body, id, text: { tr: tr || en, en: en || tr }, from: ago(0), by: user.name };
  server.trouble([incident, ...server.incidents]);
  return { status: 201, body: incident };
}

function end(server: FakeServer, id: string): Answer {
  if (!server.incidents.some((incident) => incident.id === id)) return problem(404, "not-found");
  server.trouble(server.incidents.filter((incident) => incident.id !== id));
  return { status: 204 };
}

function read(input: string): unknown {
  const digits = input.replace(/\D/g, "").replace(/^(0090|90|0)/, "");
  if (digits.length !== 10)
    return {
      input,
      e164: null,
      national: null,
      kind: "invalid",
      note: "shorter than any number",
      trunk: null,
      trunks: [],
      exact: [],
      possible: [],
    };
  const e164 = `+90${digits}`;
  const hakan = { id: HAKAN.id, name: HAKAN.name };
  const exact = HAKAN.numbers.includes(e164);
  const possible = !exact && HAKAN.numbers.some((number) => number.endsWith(digits.slice(-7)));
  return {
    input,
    e164,
    national: `0${digits}`,
    kind: "mobile",
    note: "national, dialled with its prefix",
    trunk: null,
    trunks: [{ trunk: "tt", e164, kind: "mobile", note: "read after the trunk's own prefix" }],
    exact: exact ? [hakan] : [],
    possible: possible ? [hakan] : [],
  };
}
