import type { JSX } from "preact";
import type { Rest } from "../core/rest";
import type { CallTrace } from "../protocol/CallTrace";
import type { TraceLink } from "../protocol/TraceLink";
import type { TraceScreen } from "../protocol/TraceScreen";
import { useApp } from "../ui/app";
import { Notice } from "../ui/pieces";
import { useAsk } from "../ui/use-ask";

const traceOf = (rest: Rest, callId: string): Promise<CallTrace> =>
  rest.ask("GET", `calls/${encodeURIComponent(callId)}/trace`);

/** How a call came to the screens, link by link, and where that broke. A call of before has no trace, and no card. */
export function TraceCard({ callId }: { callId: string }): JSX.Element | null {
  const { rest, i18n } = useApp();
  const { t, label } = i18n;
  const { data } = useAsk(() => traceOf(rest, callId), [rest, callId]);
  if (!data) return null;
  const { fault } = data;
  return (
    <section class="card">
      <h2>{t("trace.title")}</h2>
      {fault && (
        <Notice tone={fault.state === "broken" ? "error" : "warn"}>
          <b>{t(`trace.link.${fault.link as LinkName}`)}:</b> {label(fault.text)}
        </Notice>
      )}
      {data.screens.map((screen, i) => (
        <Chain key={`${screen.phone}-${i}`} screen={screen} />
      ))}
      {data.more > 0 && <p class="quiet">{t("trace.more", { n: data.more })}</p>}
    </section>
  );
}

type LinkName = "event" | "call" | "agent" | "number" | "customer" | "sent" | "rendered";

function Chain({ screen }: { screen: TraceScreen }): JSX.Element {
  const { t } = useApp().i18n;
  const who = [screen.name, screen.phone].filter(Boolean).join(" · ");
  return (
    <>
      {who && <h3>{who}</h3>}
      <ol class="timeline" aria-label={who || t("trace.title")}>
        {screen.links.map((link) => (
          <Step key={link.link} link={link} />
        ))}
      </ol>
    </>
  );
}

/** What, when after the event, and how it stands in words: the mark's colour says nothing of its own. */
function Step({ link }: { link: TraceLink }): JSX.Element {
  const { t, label, clock } = useApp().i18n;
  const { state, at, after_ms } = link;
  return (
    <li class={`timeline-item trace-${state}`}>
      <p class="timeline-head">
        <b>{t(`trace.link.${link.link as LinkName}`)}</b>
        {state !== "ok" && <span class="trace-state">{t(`trace.state.${state}`)}</span>}
        {at && (
          <span class="quiet" title={at}>
            {after_ms ? `+${after_ms} ms` : clock(at)}
          </span>
        )}
      </p>
      <p class="timeline-text">{label(link.text)}</p>
    </li>
  );
}
