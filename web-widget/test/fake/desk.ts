import type { AgentSnapshot } from "../../src/protocol/AgentSnapshot";
import type { Call } from "../../src/protocol/Call";
import type { CallOp } from "../../src/protocol/CallOp";
import type { Candidate } from "../../src/protocol/Candidate";
import type { Card } from "../../src/protocol/Card";
import type { Confidence } from "../../src/protocol/Confidence";
import type { ControlOp } from "../../src/protocol/ControlOp";
import type { Customer } from "../../src/protocol/Customer";
import type { Incident } from "../../src/protocol/Incident";
import type { Label } from "../../src/protocol/Label";
import type { Match } from "../../src/protocol/Match";
import type { NamedLabel } from "../../src/protocol/NamedLabel";
import type { Pop } from "../../src/protocol/Pop";
import type { Profile } from "../../src/protocol/Profile";
import type { Session } from "../../src/protocol/Session";
import { newCard, pendingCard, verifiedCard } from "./card";
import { ago, ahead, HAKAN, HOSTILE, KAYAS, newSession, QUEUES, type User } from "./company";
import { Stream } from "./stream";

/** Who calls. */
export type Caller = "known" | "several" | "alike" | "unknown" | "withheld" | "hostile";

type Script = {
  number: string | null;
  kind: string;
  match: Match;
  candidates: readonly Customer[];
  callerName: string | null;
};

const SCRIPTS: Record<Caller, Script> = {
  known: { number: "+905320000012", kind: "mobile", match: "single", candidates: [HAKAN], callerName: null },
  several: { number: "+902320000067", kind: "fixed", match: "multiple", candidates: KAYAS, callerName: "ISIK MOBILYA" },
  alike: { number: "+905550000012", kind: "mobile", match: "none", candidates: [HAKAN], callerName: null },
  unknown: { number: "+905550000034", kind: "mobile", match: "none", candidates: [], callerName: null },
  withheld: { number: null, kind: "withheld", match: "withheld", candidates: [], callerName: null },
  hostile: {
    number: "+905320000099",
    kind: "mobile",
    match: "single",
    candidates: [HOSTILE],
    callerName: HOSTILE.name,
  },
};

const TALKING: CallOp[] = ["hangup", "hold", "mute", "keys", "transfer", "consult", "park"];

let calls = 0;

/** One agent's stream and the script that moves it. */
export class FakeDesk {
  readonly state: AgentSnapshot;
  readonly stream: Stream;
  incidents: readonly Incident[] = [];
  /** The buttons pressed during conversations. */
  readonly controls: string[] = [];
  readonly #scripts = new Map<string, Script>();
  readonly #answeredAt = new Map<string, number>();

  constructor(user: User) {
    this.state = { session: newSession(user), calls: [], pops: [], wrap_ups: [] };
    this.stream = new Stream("agent", () => structuredClone(this.state), true);
  }

  /**
   * A call rings. `found: false` leaves the look-up pending until `found()` or `failLookUp()`, `filled: false`
   * the sections of the card until `fill()`. `pop` is what differs from the usual, e.g. `keypad`.
   */
  ring(
    caller: Caller,
    options: { found?: boolean; filled?: boolean; can?: Call["can"]; pop?: Partial<Pop> } = {},
  ): string {
    calls += 1;
    const callId = `call-${calls}`;
    const script = SCRIPTS[caller];
    this.#scripts.set(callId, script);
    this.session({ state: "ringing", reason: null, since: ago(0) });
    this.call({
      call_id: callId,
      state: "ringing",
      party: { number: script.number, name: script.callerName },
      queue: QUEUES[0] as NamedLabel,
      since: ago(0),
      muted: false,
      monitored: false,
      consult: null,
      can: options.can ?? ["reject"],
    });
    const pending = options.found === false && script.match !== "withheld";
    const pop = { ...newPop(callId, script, pending), incidents: [...this.incidents], ...options.pop };
    this.pop(options.filled === false && pop.card ? { ...pop, card: pendingCard(pop.card) } : pop);
    return callId;
  }

  /** The sections of the card arrive. */
  fill(callId: string): void {
    this.#changeCard(callId, (card) => ({ ...card, sections: newCard(card.customer_id).sections }));
  }

  /** The caller answered enough questions. */
  verify(callId: string): void {
    this.#changeCard(callId, verifiedCard);
  }

  /** A customer is tagged, or the tag is taken off. */
  tag(customerId: string, profile: Profile | null): void {
    for (const { call_id, card } of this.state.pops)
      if (card?.customer_id === customerId) this.#changeCard(call_id, (old) => ({ ...old, profile }));
  }

  /** Trouble that holds now, on every open card at once. */
  trouble(incidents: readonly Incident[]): void {
    this.incidents = incidents;
    for (const pop of this.state.pops) this.pop({ ...pop, incidents: [...incidents] });
  }

  #changeCard(callId: string, change: (card: Card) => Card): void {
    const pop = this.state.pops.find((p) => p.call_id === callId);
    if (pop?.card) this.pop({ ...pop, card: change(pop.card) });
  }

  /** The look-up comes back. */
  found(callId: string): void {
    const script = this.#scripts.get(callId);
    const pop = this.state.pops.find((p) => p.call_id === callId);
    if (script && pop) this.pop({ ...pop, ...found(script) });
  }

  failLookUp(callId: string): void {
    const pop = this.state.pops.find((p) => p.call_id === callId);
    if (pop) this.pop({ ...pop, match: "error", candidates: [] });
  }

  answer(callId: string): void {
    const call = this.state.calls.find((c) => c.call_id === callId);
    if (!call) return;
    this.#answeredAt.set(callId, Date.now());
    this.session({ state: "on_call", since: ago(0), phone: "in_use" });
    this.call({ ...call, state: "connected", since: ago(0), can: TALKING });
  }

  /** A button of the conversation; the real server's rules for what may follow. */
  control(callId: string, what: ControlOp, to: string | null): void {
    const call = this.state.calls.find((c) => c.call_id === callId);
    if (!call) return;
    this.controls.push(to === null ? what : `${what} ${to}`);
    const talking = { ...call, state: "connected", muted: false, consult: null, can: TALKING } as const;
    const change: Partial<Record<ControlOp, Partial<Call>>> = {
      hold: { state: "held", can: ["hangup", "resume"] },
      mute: { muted: true, can: ["hangup", "unmute"] },
      consult: { state: "held", consult: { with: "Mehmet Kaya", answered: true }, can: ["complete", "cancel"] },
    };
    if (what === "transfer" || what === "complete" || what === "park") this.hangUp(callId);
    else if (what !== "keys") this.call({ ...talking, can: [...TALKING], ...change[what] });
  }

  /** Somebody listens to her calls, or nobody does any more. */
  monitored(is: boolean): void {
    for (const call of this.state.calls) this.call({ ...call, monitored: is });
  }

  /** The PBX would not do it. */
  refuse(callId: string | null, msg: Label): void {
    this.stream.emit({ k: "call.refused", d: { call_id: callId, msg } });
  }

  /** The conversation is over; the agent writes up for `seconds`. */
  hangUp(callId: string, seconds = 60): void {
    const call = this.state.calls.find((c) => c.call_id === callId);
    const pop = this.state.pops.find((p) => p.call_id === callId);
    if (!call) return;
    this.#gone(callId, "ended");
    const one = pop?.match === "single" ? pop.candidates[0] : undefined;
    const wrapUp = {
      call_id: callId,
      party: call.party,
      customer: one ? { id: one.id, name: one.name } : null,
      queue: call.queue,
      ended_at: ago(0),
      until: ahead(seconds),
      talk_ms: Date.now() - (this.#answeredAt.get(callId) ?? Date.now()),
    };
    this.state.wrap_ups.push(wrapUp);
    this.session({ state: "wrap_up", since: ago(0), phone: "free" });
    this.stream.emit({ k: "wrapup", d: structuredClone(wrapUp) });
    this.closePop(callId, "ended");
  }

  /** Nobody answered; after the third in a row the agent is not ready. */
  miss(callId: string, notReady = true): void {
    this.#gone(callId, "missed");
    this.closePop(callId, "missed");
    if (notReady) this.session({ state: "not_ready", reason: "missed", since: ago(0) });
    else this.session({ state: "available", reason: null, since: ago(0), cooled_until: ahead(10) });
  }

  reject(callId: string): void {
    this.#gone(callId, "rejected");
    this.closePop(callId, "rerouted");
    this.session({ state: "available", reason: null, since: ago(0) });
  }

  extend(callId: string): void {
    const wrapUp = this.state.wrap_ups.find((w) => w.call_id === callId);
    if (!wrapUp) return;
    wrapUp.until = ahead(120);
    this.stream.emit({ k: "wrapup", d: structuredClone(wrapUp) });
  }

  finish(callId: string): void {
    this.state.wrap_ups = this.state.wrap_ups.filter((w) => w.call_id !== callId);
    this.stream.emit({ k: "wrapup.closed", d: { call_id: callId, saved: true } });
    if (this.state.session.state === "wrap_up")
      this.session({ state: "available", reason: null, since: ago(0), next: null });
  }

  pick(popId: string, customer: Customer | null): void {
    const pop = this.state.pops.find((p) => p.pop_id === popId);
    const script = pop && this.#scripts.get(pop.call_id);
    if (!pop || !script) return;
    if (customer) this.pop({ ...pop, ...found({ match: "single", candidates: [customer] }) });
    else if (script.match === "single") this.pop({ ...pop, match: "none", candidates: [], card: null });
    else this.pop({ ...pop, ...found(script) });
  }

  session(change: Partial<Session>): void {
    this.state.session = { ...this.state.session, ...change };
    this.stream.emit({ k: "session", d: structuredClone(this.state.session) });
  }

  call(call: Call): void {
    this.state.calls = [...this.state.calls.filter((c) => c.call_id !== call.call_id), call];
    this.stream.emit({ k: "call", d: structuredClone(call) });
  }

  pop(pop: Pop): void {
    const known = this.state.pops.some((p) => p.pop_id === pop.pop_id);
    this.state.pops = [...this.state.pops.filter((p) => p.pop_id !== pop.pop_id), pop];
    this.stream.emit({ k: known ? "pop.updated" : "pop.created", d: structuredClone(pop) });
  }

  closePop(callId: string, how: string): void {
    const pop = this.state.pops.find((p) => p.call_id === callId);
    this.state.pops = this.state.pops.filter((p) => p !== pop);
    if (pop) this.stream.emit({ k: "pop.closed", d: { pop_id: pop.pop_id, how } });
  }

  /** Sends an open pop's event again. */
  resendPop(): void {
    this.stream.repeat((ev) => ev.k === "pop.created");
  }

  #gone(callId: string, how: string): void {
    this.state.calls = this.state.calls.filter((c) => c.call_id !== callId);
    this.stream.emit({ k: "call.gone", d: { call_id: callId, how } });
  }
}

function newPop(callId: string, script: Script, pending: boolean): Pop {
  return {
    pop_id: `pop-${callId}`,
    call_id: callId,
    created_at: ago(0),
    number: script.number,
    number_kind: script.kind,
    caller_name: script.callerName,
    dialled: "0850 000 00 00",
    queue: QUEUES[0] as NamedLabel,
    wait_ms: 47_000,
    why: { tr: "Türkçe 90, kart işlemleri 70; en uzun süredir boşta", en: "Turkish 90, cards 70; idle the longest" },
    keypad: null,
    path: null,
    ...(pending ? ({ match: "pending", candidates: [], card: null } as const) : found(script)),
    handed: null,
    incidents: [],
  };
}

/** What the look-up comes to: one who is certain with her card, several, or some whose number ends alike. */
function found({
  match,
  candidates,
}: Pick<Script, "match" | "candidates">): Pick<Pop, "match" | "candidates" | "card"> {
  const { confidence, reason } = SURE[match === "single" || match === "multiple" ? match : "none"];
  const sure = candidates.map((customer): Candidate => ({ ...customer, confidence, reasons: [reason] }));
  const one = match === "single" ? candidates[0] : undefined;
  return { match, candidates: sure, card: one ? newCard(one.id) : null };
}

const EXACT = { tr: "telefon numarası aynı", en: "exactly this number" };

const SURE: Record<"single" | "multiple" | "none", { confidence: Confidence; reason: Label }> = {
  single: { confidence: "certain", reason: EXACT },
  multiple: { confidence: "likely", reason: EXACT },
  none: {
    confidence: "possible",
    reason: { tr: "numaranın son yedi hanesi aynı", en: "the last seven digits agree" },
  },
};
