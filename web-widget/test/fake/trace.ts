import type { CallRow } from "../../src/protocol/CallRow";
import type { CallTrace } from "../../src/protocol/CallTrace";
import type { TraceLink } from "../../src/protocol/TraceLink";

type Step = [link: string, state: TraceLink["state"], afterMs: number | null, tr: string, en: string];

/** How a call of the list came to the screens: one page that never showed it, one that did. */
export function traceOf({ call_id, started_at }: CallRow): CallTrace {
  const at = (ms: number): string => new Date(Date.parse(started_at) + ms).toISOString();
  const links = (from: number, steps: Step[]): TraceLink[] =>
    steps.map(([link, state, afterMs, tr, en]) => ({
      link,
      state,
      at: afterMs === null ? null : at(from + afterMs),
      after_ms: afterMs,
      text: { tr, en },
    }));
  const begin = (name: string): Step[] => [
    ["event", "ok", 0, "santral çaldığını bildirdi", "the PBX said that it rings"],
    ["call", "ok", 4, "çağrı izleniyor", "the call is followed"],
    ["agent", "ok", 5, `${name} bu telefonda`, `${name} sits at this phone`],
    ["number", "ok", 5, "okundu: cep telefonu", "read as a mobile number"],
    ["customer", "ok", 11, "bir müşteri bulundu", "one customer was found"],
    ["sent", "ok", 5, "1 açık sayfaya gönderildi", "sent to 1 open page"],
  ];
  const frozen: Step = [
    "rendered",
    "broken",
    null,
    "1 sayfaya 6 kez gönderildi, hiçbiri göstermedi: sayfa donmuş ya da eski: yenilesin",
    "sent 6 times to 1 page, and none showed it: the page is frozen or old: reload it",
  ];
  const shown: Step = ["rendered", "ok", 41, "ekranda", "on the screen"];
  return {
    call_id,
    pbx: "merkez",
    linkedid: "1764000000.7",
    began_at: started_at,
    screens: [
      { phone: "1002", agent: "a2", name: "Mehmet Kaya", links: links(14_000, [...begin("Mehmet Kaya"), frozen]) },
      { phone: "1001", agent: "a1", name: "Zeynep Arslan", links: links(34_020, [...begin("Zeynep Arslan"), shown]) },
    ],
    more: 0,
    fault: {
      link: "rendered",
      state: "broken",
      phone: "1002",
      agent: "a2",
      text: { tr: frozen[3], en: frozen[4] },
    },
  };
}
