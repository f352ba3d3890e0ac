import type { JSX } from "preact";
import { useApp, useDesk } from "../ui/app";
import { Icon } from "../ui/icon";
import { useCommand } from "../ui/use-command";

/** One more wrap-up period; WCAG 2.2.1 asks that a time limit can be put off. */
export function ExtendButton({ callId }: { callId: string }): JSX.Element {
  const { t } = useApp().i18n;
  const desk = useDesk();
  const { run, phase } = useCommand();
  const off = phase !== "idle" || desk.conn.value.s !== "live";
  return (
    <button
      type="button"
      class="round"
      title={t("wrap.extend")}
      aria-label={t("wrap.extend")}
      aria-disabled={off ? "true" : undefined}
      onClick={() => !off && void run({ op: "wrapup.extend", d: { call_id: callId } })}
    >
      <Icon name="plus" />
    </button>
  );
}
