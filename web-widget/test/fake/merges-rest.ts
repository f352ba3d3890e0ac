import type { Duplicate } from "../../src/protocol/Duplicate";
import type { Merge } from "../../src/protocol/Merge";
import type { MergeAsk } from "../../src/protocol/MergeAsk";
import { ago, KAYAS, type User } from "./company";
import { type Answer, type Ask, problem } from "./rest";
import type { FakeServer } from "./server";

/** Answers what is asked about customers who are there twice; null when the question is another's. */
export function mergesRest(server: FakeServer, user: User, { method, path, body }: Ask): Answer | null {
  const [head, what, id = ""] = path.split("/").map(decodeURIComponent);
  if (head !== "customers" || (what !== "duplicates" && what !== "merges")) return null;
  if (user.role === "agent") return problem(403, "not-allowed");
  switch (`${method} ${what}`) {
    case "GET duplicates":
      return { status: 200, body: { items: standing(server).length === 0 ? [PAIR] : [] } };
    case "GET merges":
      return { status: 200, body: { items: server.merges } };
    case "POST merges":
      return merge(server, user, body as MergeAsk);
    case "DELETE merges":
      return unmerge(server, id);
    default:
      return null;
  }
}

const [FIRST, SECOND] = KAYAS;

const PAIR: Duplicate = {
  first: { id: FIRST?.id ?? "", name: FIRST?.name ?? "" },
  second: { id: SECOND?.id ?? "", name: SECOND?.name ?? "" },
  confidence: "likely",
  reasons: [
    { tr: "aynı numara +905320000045", en: "same number +905320000045" },
    { tr: "benzer ad", en: "similar name" },
  ],
};

function standing(server: FakeServer): Merge[] {
  return server.merges.filter((merge) => merge.undone_at === null);
}

function merge(server: FakeServer, user: User, { kept, gone }: MergeAsk): Answer {
  const who = [PAIR.first, PAIR.second].find((one) => one.id === gone);
  if (!who || kept === gone) return problem(404, "not-found");
  const merge: Merge = {
    id: `m${server.merges.length + 1}`,
    kept,
    gone: who,
    by: user.login,
    at: ago(0),
    undone_at: null,
  };
  server.merges = [merge, ...server.merges];
  return { status: 201, body: merge };
}

function unmerge(server: FakeServer, id: string): Answer {
  if (!standing(server).some((merge) => merge.id === id)) return problem(404, "not-found");
  server.merges = server.merges.map((merge) => (merge.id === id ? { ...merge, undone_at: ago(0) } : merge));
  return { status: 204 };
}
