import type { RevealAsk } from "../../src/agent/card-rest";
import { HIDDEN_CARD, PROFILES, QUESTIONS, QUESTIONS_LEAST } from "./card";
import type { User } from "./company";
import { type Answer, type Ask, problem } from "./rest";
import type { FakeServer } from "./server";

/** Answers what is asked about a card; null when the question is about something else. */
export function cardRest(server: FakeServer, user: User, ask: Ask): Answer | null {
  const [head, id = "", what] = ask.path.split("/").map(decodeURIComponent);
  switch (`${ask.method} ${head} ${what ?? ""}`) {
    case "GET questions ":
      return { status: 200, body: { least: QUESTIONS_LEAST, items: QUESTIONS } };
    case "GET profiles ":
      return { status: 200, body: { items: PROFILES } };
    case "POST calls verification":
      return verify(server, user, id, (ask.body as { questions: string[] }).questions);
    case "POST calls reveal":
      return reveal(server, user, id, ask.body as RevealAsk);
    case "PUT customers profile":
      return tag(server, id, (ask.body as { profile: string | null }).profile);
    default:
      return null;
  }
}

function verify(server: FakeServer, user: User, callId: string, questions: string[]): Answer {
  if (questions.length < QUESTIONS_LEAST) return problem(422, "invalid");
  server.deskOf(user)?.verify(callId);
  return { status: 204 };
}

function reveal(server: FakeServer, user: User, callId: string, ask: RevealAsk): Answer {
  const card = server.deskOf(user)?.state.pops.find((p) => p.call_id === callId)?.card;
  if (card?.customer_id !== ask.customer_id) return problem(404, "not-found");
  if (ask.why.trim().length < 3) return problem(422, "invalid");
  if (ask.section !== "loyalty" || ask.row !== "1" || ask.field !== "card") return problem(403, "not-allowed");
  server.reveals.push(ask);
  return { status: 200, body: { value: HIDDEN_CARD } };
}

function tag(server: FakeServer, customerId: string, id: string | null): Answer {
  const profile = PROFILES.find((p) => p.id === id);
  if (id !== null && !profile) return problem(404, "not-found");
  server.tag(customerId, profile ?? null);
  return { status: 204 };
}
