import type { JSX } from "preact";
import { useLayoutEffect } from "preact/hooks";
import { headline, numberOf, queueOf, spokenName } from "../agent/who";
import { type DeskItem, deskItems } from "../core/agent-view";
import { Announcer } from "../ui/announcer";
import { useApp, useDesk } from "../ui/app";
import { Icon } from "../ui/icon";
import { Phone } from "../ui/pieces";

/** On any page but the desk: who calls, and a link there. A call never takes anybody anywhere. */
export function CallStrip(): JSX.Element {
  const { i18n } = useApp();
  const items = deskItems(useDesk().agent.value).filter((item) => item.stage !== "wrap_up");
  const ringing = items.find((item) => item.stage === "ringing" && item.pop);
  const queue = ringing && queueOf(ringing);
  const spoken = ringing
    ? i18n.t("call.announce", { who: spokenName(ringing, i18n), queue: queue ? i18n.label(queue.label) : "" })
    : "";
  return (
    <div class="strips">
      <Announcer id={ringing?.callId ?? null} text={spoken} />
      {items.map((item) => (
        <Strip key={item.callId} item={item} />
      ))}
    </div>
  );
}

function Strip({ item }: { item: DeskItem }): JSX.Element {
  const desk = useDesk();
  const { i18n } = useApp();
  const popId = item.pop?.pop_id;
  useLayoutEffect(() => (popId ? desk.shown(popId) : undefined), [desk, popId]);
  const number = numberOf(item);
  const queue = queueOf(item);
  return (
    <div class={`strip strip-${item.stage}`}>
      <Icon name="phone" />
      <span>{i18n.t(item.stage === "ringing" ? "call.incoming" : "call.talking")}</span>
      <strong>{headline(item, i18n)}</strong>
      {number && <Phone number={number} />}
      {queue && <span>{i18n.label(queue.label)}</span>}
      <a class="button button-plain" href="/agent">
        {i18n.t("strip.toDesk")}
      </a>
    </div>
  );
}
