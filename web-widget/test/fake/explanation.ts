import type { AgentAccount, CallExplanation } from "../../src/console/supervise-rest";
import type { CallRow } from "../../src/protocol/CallRow";
import type { CallStep } from "../../src/protocol/CallStep";
import type { NamedLabel } from "../../src/protocol/NamedLabel";
import { QUEUES, USERS } from "./company";

/** Why a call of the list went where it went: one who missed it, one who took it, the others busy or away. */
export function explanationOf({ call_id, started_at }: CallRow): CallExplanation {
  const at = (ms: number): string => new Date(Date.parse(started_at) + ms).toISOString();
  const span = (
    from: number,
    until: number | null,
    verdict: string,
    tr: string,
    en: string,
  ): AgentAccount["spans"][0] => ({
    from: at(from),
    until: until === null ? null : at(until),
    verdict,
    text: { tr, en },
  });
  const step = (ms: number, word: string, tr: string, en: string): CallStep => ({
    at: at(ms),
    step: word,
    decision: null,
    text: { tr, en },
  });
  const queue = QUEUES[0] as NamedLabel;
  const chosen = (from: number, until: number) => span(from, until, "chosen", "çağrı onda", "has the call");
  const away = span(0, 39_500, "offline", "oturum açmamış", "not signed in");
  const spans: Record<string, AgentAccount["spans"]> = {
    a1: [
      span(0, 22_000, "busy", "başka bir çağrıda", "on another call"),
      span(22_000, 34_020, "lower_in_order", "alabilirdi, başkası önce geldi", "could take it, another came first"),
      chosen(34_020, 39_500),
    ],
    a2: [
      span(0, 14_000, "wrapping_up", "önceki çağrıyı yazıyor", "writing up the call before"),
      chosen(14_000, 34_000),
      span(34_000, 39_500, "cooling_down", "bir çağrıyı kaçırdı", "missed an offer"),
    ],
    a3: [span(0, 39_500, "lacks_skill", "gereken: kart en az 70 (onda 20)", "needs kart at least 70 (has 20)")],
    a4: [span(0, 39_500, "not_ready", "hazır değil (mola)", "not ready (mola)")],
  };
  return {
    call_id,
    cut: false,
    places: [
      { from: at(0), until: at(14_000), phase: "waiting", queue, stage: 0 },
      { from: at(14_000), until: at(34_000), phase: "ringing", queue, stage: 1 },
      { from: at(34_000), until: at(39_500), phase: "ringing", queue, stage: 1 },
      { from: at(39_500), until: at(190_000), phase: "talking", queue, stage: 1 },
    ],
    agents: USERS.flatMap(({ agentId, name }) =>
      agentId === null ? [] : [{ agent: agentId, name, spans: spans[agentId] ?? [away] }],
    ),
    steps: [
      step(0, "waiting", "Destek kuyruğunda 1. sırada beklemeye başladı", "began to wait in Support, at place 1"),
      step(10_000, "stage", "1. aşamaya geçti: süresi doldu", "reached stage 1, by its age"),
      step(
        14_000,
        "offered",
        "Mehmet Kaya seçildi (longest-idle): alabilecek tek kişi",
        "Mehmet Kaya was chosen (longest-idle): the only one who could",
      ),
      step(34_000, "offer_ended", "Mehmet Kaya: cevap vermedi", "Mehmet Kaya: unanswered"),
      step(
        34_020,
        "offered",
        "Zeynep Arslan seçildi (longest-idle): alabilecek tek kişi",
        "Zeynep Arslan was chosen (longest-idle): the only one who could",
      ),
      step(39_500, "dequeued", "Zeynep Arslan cevapladı", "Zeynep Arslan answered"),
    ],
  };
}
