import type { JSX } from "preact";
import type { DeskItem } from "../core/agent-view";
import { useApp, useDesk } from "../ui/app";
import { Button } from "../ui/button";
import { useCommand } from "../ui/use-command";
import { KEYS } from "./shortcuts";

/** What can be done to the call: exactly what the server says, never guessed. */
export function CallButtons({ item }: { item: DeskItem }): JSX.Element | null {
  const { i18n, prefs } = useApp();
  const desk = useDesk();
  const { run, phase, error } = useCommand();
  const can = item.call?.can ?? [];
  const cut = desk.conn.value.s !== "live";
  const key = (text: string): { shortcut: string } | object => (prefs.shortcuts.value ? { shortcut: text } : {});
  if (item.stage === "wrap_up") return null;
  return (
    <div class="call-actions">
      {item.stage === "ringing" && <p class="quiet grow">{i18n.t("call.answerOnPhone")}</p>}
      {can.includes("reject") && (
        <Button
          icon="phoneOff"
          phase={phase}
          disabled={cut}
          onClick={() => void run({ op: "call.reject", d: { call_id: item.callId } })}
          {...key(KEYS.reject)}
        >
          {i18n.t("call.reject")}
        </Button>
      )}
      {can.includes("hangup") && (
        <Button
          kind="danger"
          icon="phoneOff"
          phase={phase}
          disabled={cut}
          onClick={() => void run({ op: "call.hangup", d: { call_id: item.callId } })}
          {...key(KEYS.end)}
        >
          {i18n.t("call.hangup")}
        </Button>
      )}
      {error && (
        <p class="error" role="alert">
          {i18n.label(error)}
        </p>
      )}
    </div>
  );
}
