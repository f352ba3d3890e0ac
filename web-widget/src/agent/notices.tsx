import type { JSX } from "preact";
import type { AgentView } from "../core/agent-view";
import { phoneText } from "../core/phone";
import { tick } from "../core/time";
import type { Session } from "../protocol/Session";
import { Until } from "../ui/age";
import { useApp, useDesk } from "../ui/app";
import { Button } from "../ui/button";
import { ConnNotice } from "../ui/conn-notice";
import { Notice } from "../ui/pieces";
import { useCommand } from "../ui/use-command";

/** What is wrong or unusual just now, each with what to do about it. */
export function Notices({ view, session }: { view: AgentView; session: Session }): JSX.Element {
  const desk = useDesk();
  const { t } = useApp().i18n;
  return (
    <div class="notices">
      <ConnNotice />
      {session.phone === "unreachable" && (
        <Notice tone="error" icon="phoneOff">
          {t("phone.unreachable", { ext: session.extension })}
        </Notice>
      )}
      {session.phone === "unknown" && <Notice tone="warn">{t("phone.unknown", { ext: session.extension })}</Notice>}
      <Missed view={view} session={session} />
      {desk.role.value === "mirror" && desk.leading.value && desk.conn.value.s === "live" && (
        <Notice tone="info">{t("conn.mirror")}</Notice>
      )}
    </div>
  );
}

/** A missed call is said once and mended with one press. */
function Missed({ view, session }: { view: AgentView; session: Session }): JSX.Element | null {
  const { i18n } = useApp();
  const { run, phase } = useCommand();
  if (session.state === "not_ready" && session.reason === "missed") {
    const ready = (): void => void run({ op: "agent.state", d: { state: "available", reason: null } });
    const button = (
      <Button kind="primary" onClick={ready} phase={phase}>
        {i18n.t("state.goReady")}
      </Button>
    );
    return (
      <Notice tone="warn" icon="phoneOff" action={button}>
        {missedText(view, i18n.t("state.missed"), i18n.t)}
      </Notice>
    );
  }
  return <Cooling session={session} />;
}

function Cooling({ session }: { session: Session }): JSX.Element | null {
  const { t } = useApp().i18n;
  const { clock } = useDesk();
  tick().value;
  const until = session.cooled_until;
  if (!until || session.state !== "available" || clock.until(until) === 0) return null;
  const [before, after] = t("state.cooled", { left: "\u0000" }).split("\u0000");
  return (
    <Notice tone="warn" icon="clock">
      {before}
      <Until at={until} />
      {after}
    </Notice>
  );
}

function missedText(view: AgentView, plain: string, t: ReturnType<typeof useApp>["i18n"]["t"]): string {
  const number = view.missed?.call?.party.number;
  return number ? t("call.missed", { who: phoneText(number) }) : plain;
}
