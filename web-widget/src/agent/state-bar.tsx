import type { JSX } from "preact";
import type { I18n } from "../core/i18n";
import type { AgentState } from "../protocol/AgentState";
import type { NextState } from "../protocol/NextState";
import type { Session } from "../protocol/Session";
import { Since } from "../ui/age";
import { useApp, useDesk } from "../ui/app";
import { SelectField } from "../ui/field";
import { useCommand } from "../ui/use-command";
import { STATE_SELECT_ID } from "./shortcuts";

/** States an agent can choose; the others are the system's and are shown as a chip. */
const CHOSEN: ReadonlySet<AgentState> = new Set(["available", "not_ready", "offline"]);

/** Who I am, what I am doing, since when, and what I shall be next. */
export function StateBar({ session }: { session: Session }): JSX.Element {
  const { i18n } = useApp();
  return (
    <header class={`state-bar state-${session.state}`} part="state">
      <div class="state-line">
        <span class="state-who">
          <span class="state-name">{session.name}</span>
          <span class="state-ext">
            {session.extension} · {i18n.t(phoneKey(session))}
          </span>
        </span>
        <StateChip session={session} />
      </div>
      <StateSelect session={session} />
    </header>
  );
}

function phoneKey({
  phone,
}: Session): "phone.free" | "phone.in_use" | "phone.short.unreachable" | "phone.short.unknown" {
  return phone === "unreachable" || phone === "unknown" ? `phone.short.${phone}` : `phone.${phone}`;
}

function StateChip({ session }: { session: Session }): JSX.Element {
  const { i18n } = useApp();
  const text = stateText(session, session.reason, session.state, i18n);
  return (
    <span class={`chip chip-${session.state}`}>
      <StateDot state={session.state} />
      <span class="chip-text">{text}</span>
      <Since at={session.since} />
    </span>
  );
}

const DOT: Record<AgentState, string> = {
  available: "●",
  not_ready: "■",
  offline: "○",
  ringing: "▲",
  on_call: "◆",
  wrap_up: "◐",
};

/** A state's shape; colour comes from the chip around it. */
export function StateDot({ state }: { state: AgentState }): JSX.Element {
  return (
    <span class={`dot dot-${state}`} aria-hidden="true">
      {DOT[state]}
    </span>
  );
}

/** `Hazır`, `Mola`, `Kaçan çağrı`: the reason says more than the state does. */
export function stateText(session: Session, reason: string | null, state: AgentState, i18n: I18n): string {
  if (state !== "not_ready" || reason === null) return i18n.t(`state.${state}`);
  const known = session.reasons.find((r) => r.id === reason);
  if (known) return i18n.label(known.label);
  return reason === "missed" ? i18n.t("state.missed") : i18n.t("state.not_ready");
}

/** The present state while it is one of the choosable, else the one queued for after the call. */
function StateSelect({ session }: { session: Session }): JSX.Element {
  const { i18n } = useApp();
  const desk = useDesk();
  const { run, phase } = useCommand();
  const choosing = CHOSEN.has(session.state);
  const present = choosing ? { state: session.state, reason: session.reason } : session.next;
  const change = (value: string): void => {
    const choice = parseChoice(value);
    if (choice) void run({ op: "agent.state", d: choice });
  };
  return (
    <SelectField
      selectId={STATE_SELECT_ID}
      label={i18n.t(choosing ? "state.choose" : "state.chooseNext")}
      hideLabel
      value={choiceValue(present)}
      disabled={desk.conn.value.s !== "live" || phase !== "idle"}
      onChange={change}
    >
      {!choosing && <option value="">{i18n.t("state.noNext")}</option>}
      {choices(session, present).map((choice) => (
        <option key={choiceValue(choice)} value={choiceValue(choice)}>
          {choiceText(session, choice, choosing, i18n)}
        </option>
      ))}
    </SelectField>
  );
}

/** What may be chosen, and what is chosen now even when nobody could choose it, e.g. `missed`. */
function choices(session: Session, present: NextState | null): NextState[] {
  const reasons = session.reasons.map((r): NextState => ({ state: "not_ready", reason: r.id }));
  const bare: NextState[] = reasons.length > 0 ? [] : [{ state: "not_ready", reason: null }];
  const all: NextState[] = [
    { state: "available", reason: null },
    ...reasons,
    ...bare,
    { state: "offline", reason: null },
  ];
  const missing = present !== null && !all.some((c) => choiceValue(c) === choiceValue(present));
  return missing ? [...all, present] : all;
}

function choiceText(session: Session, { state, reason }: NextState, choosing: boolean, i18n: I18n): string {
  const text = stateText(session, reason, state, i18n);
  return choosing ? text : i18n.t("state.then", { state: text });
}

function choiceValue(choice: NextState | null): string {
  return choice === null ? "" : `${choice.state}:${choice.state === "not_ready" ? (choice.reason ?? "") : ""}`;
}

function parseChoice(value: string): NextState | null {
  const [state, reason] = value.split(":");
  if (state !== "available" && state !== "not_ready" && state !== "offline") return null;
  return { state, reason: reason ? reason : null };
}
