import type { JSX } from "preact";
import type { Session } from "../protocol/Session";
import { useApp } from "../ui/app";
import { Icon } from "../ui/icon";
import { Badge } from "../ui/pieces";

/** Between calls: whether calls will come, from which queues, and the last few. */
export function Idle({ session }: { session: Session }): JSX.Element {
  const { t, label } = useApp().i18n;
  const ready = session.state === "available";
  return (
    <div class={`idle${ready ? " is-ready" : ""}`}>
      <div class="idle-head">
        <span class="idle-icon">
          <Icon name={ready ? "phone" : "phoneOff"} />
        </span>
        <p class="idle-title">{t(ready ? "idle.title" : "idle.notReady")}</p>
      </div>
      <h3>{t("idle.queues")}</h3>
      {session.queues.length === 0 ? (
        <p class="quiet">{t("idle.noQueues")}</p>
      ) : (
        <p class="badges">
          {session.queues.map((queue) => (
            <Badge key={queue.id}>{label(queue.label)}</Badge>
          ))}
        </p>
      )}
    </div>
  );
}
