import type { I18n } from "../core/i18n";
import type { AgentAccount, CallExplanation, CallPlace } from "./supervise-rest";

/** How a bar is coloured; its words stand in and beside it. */
export type Tone = "chosen" | "could" | "busy" | "away" | "passed" | "unfit" | "call";

/** One bar: where it stands on the axis, in percent, and what it says. */
export type Bar = { left: number; width: number; tone: Tone; text: string; fromMs: number; lastsMs: number };
export type ChartRow = { id: string; name: string; bars: Bar[] };

/** A chart of one call; times count from the moment it began to wait. */
export type Chart = { lengthMs: number; call: ChartRow; agents: ChartRow[] };

const TONES: Readonly<Record<string, Tone>> = {
  chosen: "chosen",
  lower_in_order: "could",
  held_in_reserve: "could",
  kept_for_another: "could",
  busy: "busy",
  wrapping_up: "busy",
  line_in_use: "busy",
  offline: "away",
  not_ready: "away",
  unreachable: "away",
  no_capacity: "away",
  cooling_down: "passed",
  quarantined: "passed",
};

/**
 * Lays an account out. The axis runs over the time in which somebody was weighed: a long talk after it
 * would press the seconds that matter into a line. Whoever got the call comes first, then by name.
 */
export function chartOf({ places, agents }: CallExplanation, nowMs: number, i18n: I18n): Chart | null {
  const spans = agents.flatMap((account) => account.spans);
  const begin = Math.min(...[...places, ...spans].map((span) => Date.parse(span.from)));
  const end = Math.max(...(spans.length > 0 ? spans : places).map((span) => endOf(span, nowMs)));
  if (!(end > begin)) return null;
  const bar = (span: { from: string; until: string | null }, tone: Tone, text: string): Bar => {
    const from = clamp(Date.parse(span.from), begin, end);
    const until = clamp(endOf(span, nowMs), from, end);
    const percent = (ms: number): number => (100 * ms) / (end - begin);
    return {
      left: percent(from - begin),
      width: percent(until - from),
      tone,
      text,
      fromMs: from - begin,
      lastsMs: until - from,
    };
  };
  const rows = [...agents].sort(byInterest).map((account) => ({
    id: account.agent,
    name: account.name,
    bars: account.spans.map((span) => bar(span, TONES[span.verdict] ?? "unfit", i18n.label(span.text))),
  }));
  const shown = places.filter((place) => Date.parse(place.from) < end);
  const call = {
    id: "",
    name: i18n.t("why.call"),
    bars: shown.map((place) => bar(place, "call", placeText(place, i18n))),
  };
  return { lengthMs: end - begin, call, agents: rows };
}

function placeText({ phase, queue, stage }: CallPlace, { t, label }: I18n): string {
  const words = { waiting: "why.waiting", ringing: "why.ringing", talking: "why.talking" } as const;
  const known = phase in words ? t(words[phase as keyof typeof words]) : phase;
  return [label(queue.label), known, stage > 0 ? t("why.stage", { n: stage }) : ""].filter(Boolean).join(" · ");
}

function endOf({ until }: { until: string | null }, nowMs: number): number {
  return until === null ? nowMs : Date.parse(until);
}

function clamp(value: number, least: number, most: number): number {
  return Math.min(Math.max(value, least), most);
}

function byInterest(a: AgentAccount, b: AgentAccount): number {
  const chosen = (account: AgentAccount): number => (account.spans.some((span) => span.verdict === "chosen") ? 0 : 1);
  return chosen(a) - chosen(b) || a.name.localeCompare(b.name, "tr");
}
