import type { JSX } from "preact";
import { useLayoutEffect } from "preact/hooks";
import type { DeskItem } from "../core/agent-view";
import { phoneText } from "../core/phone";
import { clockText, tick } from "../core/time";
import type { Session } from "../protocol/Session";
import { Since, Until } from "../ui/age";
import { useApp, useDesk } from "../ui/app";
import { Icon, type IconName } from "../ui/icon";
import { Avatar, Badge, Phone, Skeleton } from "../ui/pieces";
import { CallButtons } from "./call-buttons";
import { Candidates } from "./candidates";
import { ExtendButton } from "./extend";
import { LazyBrief, LazyControls, LazyWork } from "./lazy-details";
import { MatchHint } from "./match-hint";
import { customerOf, headline, isWithheld, numberOf, queueOf } from "./who";

/** When the end of the wrap-up is announced. */
const LAST_MS = 15_000;

type CallCardProps = { item: DeskItem; session: Session; selected: boolean; onSelect: () => void };

/** One call from ring to note: who · why here · what can I do. */
export function CallCard({ item, session, selected, onSelect }: CallCardProps): JSX.Element {
  const desk = useDesk();
  const { i18n } = useApp();
  const popId = item.pop?.pop_id;
  // Runs right after the DOM commit, which is what the server wants to know.
  useLayoutEffect(() => (popId ? desk.shown(popId) : undefined), [desk, popId]);
  return (
    <article
      class={`call-card call-${item.stage}${selected ? " is-selected" : ""}`}
      part="call"
      aria-label={headline(item, i18n)}
      // Not on click: drawing again between a click and its change event would undo a radio button.
      onPointerDown={onSelect}
      onFocusIn={onSelect}
    >
      <StageLine item={item} />
      <Who item={item} />
      {item.stage !== "wrap_up" && <Why item={item} />}
      <Candidates item={item} />
      <MatchHint item={item} />
      <CallButtons item={item} />
      {item.stage === "talking" && <LazyControls.View item={item} />}
      <LazyBrief.View item={item} />
      {item.stage !== "ringing" && <LazyWork.View item={item} session={session} />}
    </article>
  );
}

const STAGE_ICON: Record<DeskItem["stage"], IconName> = { ringing: "phone", talking: "phone", wrap_up: "note" };

function StageLine({ item }: { item: DeskItem }): JSX.Element {
  const { t } = useApp().i18n;
  const words = {
    ringing: item.call?.state === "consult" ? "call.consult" : "call.incoming",
    talking: item.call?.state === "held" ? "call.held" : "call.talking",
  } as const;
  return (
    <div class="stage">
      <span class="stage-icon">
        <Icon name={STAGE_ICON[item.stage]} />
      </span>
      <span class="stage-text">{t(item.stage === "wrap_up" ? "call.wrapUp" : words[item.stage])}</span>
      <StageTime item={item} />
    </div>
  );
}

function StageTime({ item }: { item: DeskItem }): JSX.Element | null {
  const { t } = useApp().i18n;
  if (item.stage === "wrap_up") {
    if (!item.wrapUp?.until) return null;
    return (
      <span class="stage-time">
        <Until at={item.wrapUp.until} /> {t("wrap.left")}
        <LastSeconds at={item.wrapUp.until} />
        <ExtendButton callId={item.callId} />
      </span>
    );
  }
  const at = item.call?.since ?? item.pop?.created_at;
  return at ? (
    <span class="stage-time">
      <Since at={at} />
    </span>
  ) : null;
}

/** Says once, to whoever listens, that the time is nearly over. */
function LastSeconds({ at }: { at: string }): JSX.Element {
  const { t } = useApp().i18n;
  const { clock } = useDesk();
  tick().value;
  return (
    <span class="sr" role="status">
      {clock.until(at) < LAST_MS ? t("wrap.fifteen") : ""}
    </span>
  );
}

function Who({ item }: { item: DeskItem }): JSX.Element {
  const { i18n } = useApp();
  const customer = customerOf(item);
  const name = headline(item, i18n);
  return (
    <div class="who">
      {customer ? <Avatar name={customer.name} kind={customer.kind} /> : <StrangerMark item={item} />}
      <div class="who-text">
        <h2 class="who-name">{name}</h2>
        <NumberLine item={item} shown={name} />
        {customer && (
          <p class="badges">
            {customer.vip && (
              <Badge tone="gold">
                <Icon name="star" /> {i18n.t("customer.vip")}
              </Badge>
            )}
            {customer.segment && <Badge tone="accent">{customer.segment}</Badge>}
            {customer.salutation && <Badge>{customer.salutation}</Badge>}
          </p>
        )}
      </div>
    </div>
  );
}

function StrangerMark({ item }: { item: DeskItem }): JSX.Element {
  return (
    <span class="avatar avatar-stranger" aria-hidden="true">
      <Icon name={isWithheld(item) ? "lock" : "person"} />
    </span>
  );
}

const KINDS = ["mobile", "fixed", "geographic", "international", "internal", "invalid"] as const;

function NumberLine({ item, shown }: { item: DeskItem; shown: string }): JSX.Element {
  const { t } = useApp().i18n;
  const number = numberOf(item);
  // Before the customer is found the number itself is the headline.
  const isShown = number !== null && phoneText(number) === shown;
  const kind = KINDS.find((k) => k === item.pop?.number_kind);
  if (!number || isWithheld(item)) return <p class="who-number">{t("call.noNumber")}</p>;
  return (
    <p class="who-number">
      {!isShown && <Phone number={number} />}
      {kind && (
        <span class="quiet">
          {!isShown && " · "}
          {t(`number.${kind}`)}
        </span>
      )}
    </p>
  );
}

/** Why here: the queue, how long the caller waited, and why this agent. */
function Why({ item }: { item: DeskItem }): JSX.Element {
  const { i18n } = useApp();
  const { t, label } = i18n;
  const { pop } = item;
  const queue = queueOf(item);
  const customer = customerOf(item);
  return (
    <div class="why">
      <p class="why-line dotted">
        {queue && <strong>{label(queue.label)}</strong>}
        {pop && <span>{t("call.waited", { time: clockText(pop.wait_ms) })}</span>}
        {pop?.dialled && <span>{t("call.dialled", { number: pop.dialled })}</span>}
      </p>
      {pop && label(pop.why) && (
        <p class="why-line">
          <span class="quiet">{t("call.why")}</span>
          <span>{label(pop.why)}</span>
        </p>
      )}
      {pop?.caller_name && !customer && <p class="why-line quiet">{t("call.saidName", { name: pop.caller_name })}</p>}
      {pop?.match === "pending" && <Skeleton lines={2} />}
    </div>
  );
}
