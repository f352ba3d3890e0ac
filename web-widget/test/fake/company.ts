import type { AgentRow } from "../../src/protocol/AgentRow";
import type { Board } from "../../src/protocol/Board";
import type { CallRow } from "../../src/protocol/CallRow";
import type { Contact } from "../../src/protocol/Contact";
import type { Customer } from "../../src/protocol/Customer";
import type { Label } from "../../src/protocol/Label";
import type { NamedLabel } from "../../src/protocol/NamedLabel";
import type { Outcome } from "../../src/protocol/Outcome";
import type { QueueRow } from "../../src/protocol/QueueRow";
import type { Role } from "../../src/protocol/Role";
import type { Session } from "../../src/protocol/Session";

/** A small named company; the same cast stands in every test, demo and picture. */

const label = (tr: string, en: string = tr): Label => ({ tr, en });

/** The moment `seconds` ago. */
export const ago = (seconds: number): string => new Date(Date.now() - seconds * 1_000).toISOString();
/** The moment `seconds` from now. */
export const ahead = (seconds: number): string => ago(-seconds);

export const QUEUES: readonly NamedLabel[] = [
  { id: "destek", label: label("Destek", "Support") },
  { id: "satis", label: label("Satış", "Sales") },
  { id: "english", label: label("English") },
];

export const REASONS: readonly NamedLabel[] = [
  { id: "mola", label: label("Mola", "Break") },
  { id: "yemek", label: label("Yemek", "Lunch") },
  { id: "egitim", label: label("Eğitim", "Training") },
  { id: "toplanti", label: label("Toplantı", "Meeting") },
];

export const DISPOSITIONS: readonly Outcome[] = [
  { id: "bilgi", label: label("Bilgi verildi", "Information given"), group: null },
  { id: "siparis", label: label("Sipariş alındı", "Order taken"), group: null },
  { id: "sikayet", label: label("Şikâyet", "Complaint"), group: null },
  { id: "geri", label: label("Geri aranacak", "To call back"), group: null },
  { id: "yanlis", label: label("Yanlış numara", "Wrong number"), group: null },
];

export type User = { login: string; name: string; role: Role; agentId: string | null; extension: string | null };

/** What opens a wall display. */
export const WALL_TOKEN = "w".repeat(43);

export const PASSWORD = "santral-demo-1";

export const USERS: readonly User[] = [
  ...(
    [
      ["zeynep", "Zeynep Arslan", "a1", "1001"],
      ["mehmet", "Mehmet Kaya", "a2", "1002"],
      ["ayse", "Ayşe Yılmaz", "a3", "1003"],
      ["deniz", "Deniz Şahin", "a4", "1004"],
      ["sukru", "Şükrü Öz", "a5", "1005"],
      ["elif", "Elif Çelik", "a6", "1006"],
    ] as const
  ).map(([login, name, agentId, extension]): User => ({ login, name, role: "agent", agentId, extension })),
  { login: "derya", name: "Derya Aksoy", role: "supervisor", agentId: null, extension: null },
];

/** A session as it begins: available since a while. */
export function newSession(user: User): Session {
  return {
    agent_id: user.agentId ?? "",
    name: user.name,
    extension: user.extension ?? "",
    state: "available",
    reason: null,
    since: ago(252),
    next: null,
    phone: "free",
    cooled_until: null,
    may_dial: true,
    queues: QUEUES.slice(0, 2).map((q) => ({ ...q })),
    reasons: [...REASONS],
    dispositions: [...DISPOSITIONS],
  };
}

const contact = (days: number, what: Label, solved: boolean | null, summary: string, callId: string): Contact => ({
  at: ago(days * 86_400),
  call_id: callId,
  channel: "phone",
  queue: "Destek",
  agent: "Ayşe Yılmaz",
  disposition: what,
  solved,
  summary,
});

function person(id: string, name: string, more: Partial<Customer>): Customer {
  const blank = { salutation: null, segment: null, vip: false, language: "tr", city: null, email: null, since: null };
  return { id, kind: "person", name, ...blank, numbers: [], history: [], notes: [], ...more };
}

export const HAKAN = person("c1", "Hakan Demirtaş", {
  salutation: "Hakan Bey",
  segment: "Altın",
  vip: true,
  city: "Ankara",
  email: "hakan.demirtas@example.com",
  numbers: ["+905320000012", "+903120000045"],
  since: "2017-04-03",
  history: [
    contact(
      2,
      label("Şikâyet", "Complaint"),
      false,
      "Kargo iki gündür dağıtımda görünüyor; şube arandı, dönüş bekleniyor.",
      "k-7",
    ),
    contact(9, label("Bilgi verildi", "Information given"), true, "Fatura adresi değişikliği anlatıldı.", "k-6"),
    contact(34, label("Sipariş alındı", "Order taken"), true, "Yedek filtre siparişi, kapıda ödeme.", "k-5"),
  ],
  notes: [{ at: ago(9 * 86_400), by: "Mehmet Kaya", text: "Öğleden sonra aranmak istiyor (14–17)." }],
});

export const KAYAS: readonly Customer[] = [
  person("c2", "Nermin Işık", {
    city: "Izmir",
    numbers: ["+902320000067"],
    history: [contact(3, label("Bilgi verildi", "Information given"), true, "Randevu saati soruldu.", "k-4")],
  }),
  person("c3", "Orhan Işık", { city: "İzmir", segment: "Gümüş", vip: true, numbers: ["+902320000067"] }),
  { ...person("c4", "Işık Mobilya Ltd.", { city: "İzmir", numbers: ["+902320000067"] }), kind: "company" },
];

export const HOSTILE_NAME = '<img src=x onerror="window.pwned=1">';

export const HOSTILE = person("c9", HOSTILE_NAME, {
  salutation: "<script>window.pwned=2</script>",
  city: '"><svg onload=window.pwned=3>',
  segment: "javascript:window.pwned=4",
  email: "a@example.com",
  numbers: ["+905320000099"],
  history: [contact(1, label("<b>x</b>"), null, "<iframe src=javascript:window.pwned=5></iframe>", "k-1")],
  notes: [{ at: ago(100), by: "<u>x</u>", text: "{{constructor.constructor('window.pwned=6')()}}" }],
});

export const CUSTOMERS: readonly Customer[] = [HAKAN, ...KAYAS, HOSTILE];

export const FORMULA = label(
  "= 20 sn içinde cevaplanan ÷ (cevaplanan + 5 sn’den sonra bırakan), bugün 00:00’dan beri",
  "= answered within 20 s ÷ (answered + abandoned after 5 s), since midnight today",
);

function queueRow(id: number, more: Partial<QueueRow>): QueueRow {
  const { id: key, label: name } = QUEUES[id] as NamedLabel;
  return {
    id: key,
    label: name,
    waiting: 0,
    oldest_at: null,
    entered: 201,
    answered: 196,
    abandoned: 4,
    short_abandoned: 1,
    fell_back: 0,
    service_level: { percent: 92, target_percent: 80, within_s: 20, short_abandon_s: 5, level: "ok" },
    agents_available: 2,
    agents_busy: 1,
    agents_not_ready: 1,
    ...more,
  };
}

function agentRow(id: number, more: Partial<AgentRow>): AgentRow {
  const user = USERS[id] as User;
  return {
    id: user.agentId ?? "",
    name: user.name,
    extension: user.extension ?? "",
    state: "available",
    reason: null,
    since: ago(31 + id * 47),
    phone: "free",
    screen: "ok",
    queue: null,
    caller: null,
    queues: ["destek", "satis"],
    may_listen: false,
    listeners: [],
    ...more,
  };
}

/** A floor on an ordinary, slightly busy afternoon. */
export function newBoard(): Board {
  return {
    queues: [
      queueRow(0, {
        waiting: 6,
        oldest_at: ago(74),
        entered: 412,
        answered: 371,
        abandoned: 38,
        short_abandoned: 7,
        fell_back: 3,
        service_level: { percent: 61.4, target_percent: 80, within_s: 20, short_abandon_s: 5, level: "breach" },
        agents_available: 0,
        agents_busy: 3,
        agents_not_ready: 2,
      }),
      queueRow(1, {
        waiting: 1,
        oldest_at: ago(26),
        service_level: { percent: 74.2, target_percent: 80, within_s: 20, short_abandon_s: 5, level: "warn" },
      }),
      queueRow(2, { entered: 18, answered: 17, abandoned: 1, short_abandoned: 0, agents_busy: 0 }),
    ],
    agents: [
      agentRow(0, {
        state: "on_call",
        phone: "in_use",
        queue: "destek",
        caller: "+90 5** *** ** 12",
        since: ago(702),
        may_listen: true,
      }),
      agentRow(1, { queues: ["destek", "satis", "english"] }),
      agentRow(2, { state: "ringing", queue: "satis", caller: "+90 2** *** ** 67", since: ago(6) }),
      agentRow(3, { state: "wrap_up", since: ago(41), queues: ["english"] }),
      agentRow(4, { state: "not_ready", reason: "mola", since: ago(1_450), screen: "lost" }),
      agentRow(5, { state: "offline", phone: "unreachable", screen: "lost", since: ago(5_000) }),
    ],
    links: [{ pbx: "asterisk-1", up: true, since: ago(86_000), detail: null }],
    pbx_queues: [
      {
        id: "merkez/eski-satis",
        name: "eski-satis",
        strategy: "rrmemory",
        waiting: 1,
        oldest_at: ago(35_000),
        completed: 41,
        abandoned: 7,
        members: [
          {
            interface: "PJSIP/1001",
            name: "Zeynep",
            agent: "Zeynep Arslan",
            state: "free",
            paused: false,
            paused_reason: null,
            penalty: 0,
            calls_taken: 12,
          },
          {
            interface: "PJSIP/1044",
            name: "Depo",
            agent: null,
            state: "busy",
            paused: true,
            paused_reason: "mola",
            penalty: 2,
            calls_taken: 3,
          },
        ],
      },
    ],
    service_level_formula: FORMULA,
  };
}

/** Calls of the last days, newest first. */
export function newCalls(): CallRow[] {
  const row = (i: number, more: Partial<CallRow>): CallRow => ({
    call_id: `k-${i}`,
    started_at: ago((9 - i) * 2_900 + 700),
    party: { number: "+905320000012", name: null },
    customer: { id: HAKAN.id, name: HAKAN.name },
    queue: QUEUES[0] as NamedLabel,
    agent: "Zeynep Arslan",
    wait_ms: 12_000 + i * 3_100,
    talk_ms: 95_000 + i * 17_300,
    outcome: "completed",
    disposition: (DISPOSITIONS[i % DISPOSITIONS.length] as Outcome).label,
    source: null,
    ...more,
  });
  const stranger = { customer: null };
  return [
    row(8, { party: { number: "+902320000067", name: null }, ...stranger, queue: QUEUES[1] as NamedLabel }),
    row(7, {}),
    row(6, {
      party: { number: null, name: null },
      ...stranger,
      agent: null,
      talk_ms: null,
      outcome: "abandoned",
      disposition: null,
    }),
    row(5, { agent: "Mehmet Kaya" }),
    row(4, { party: { number: "+442079460012", name: null }, ...stranger, queue: QUEUES[2] as NamedLabel }),
    row(3, { customer: { id: "c4", name: "Işık Mobilya Ltd." }, party: { number: "+902320000067", name: null } }),
    row(2, {
      party: { number: "+904440123", name: null },
      ...stranger,
      agent: null,
      talk_ms: null,
      outcome: "no_answer",
      disposition: null,
    }),
    row(1, { customer: { id: HOSTILE.id, name: HOSTILE.name }, party: { number: "+905320000099", name: null } }),
  ];
}
