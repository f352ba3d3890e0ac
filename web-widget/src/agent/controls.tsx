import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { DeskItem } from "../core/agent-view";
import type { ControlOp } from "../protocol/ControlOp";
import { useApp, useDesk } from "../ui/app";
import { Button } from "../ui/button";
import { TextField } from "../ui/field";
import { useCommand } from "../ui/use-command";
import { HandOver } from "./hand-over";

/** Pressed as they are, without a question. The words of both are in the dictionary. */
const AT_ONCE = ["hold", "resume", "mute", "unmute", "complete", "cancel", "park"] as const;
/** Those that end a state the agent is in, and so stand out. */
const STANDS_OUT: readonly string[] = ["resume", "unmute", "complete"];
const KEYS_MAX = 32;

/** What can be done to a conversation beyond ending it: exactly what the server says. */
export function Controls({ item }: { item: DeskItem }): JSX.Element | null {
  const { i18n } = useApp();
  const { t } = i18n;
  const desk = useDesk();
  const { run, phase, error } = useCommand();
  const [open, setOpen] = useState<"keys" | "hand" | null>(null);
  const call = item.call;
  if (!call || item.stage !== "talking") return null;
  const { can } = call;
  const cut = desk.conn.value.s !== "live";
  const press = (what: ControlOp, to: string | null = null): Promise<boolean> =>
    run({ op: "call.control", d: { call_id: item.callId, what, to } });
  const toggle = (part: "keys" | "hand"): void => setOpen(open === part ? null : part);
  const wrong = error ?? item.refused;
  const hands = can.includes("transfer") || can.includes("consult");
  return (
    <div class="controls">
      {call.monitored && (
        <p class="hint" role="status">
          ◉ {t("control.monitored")}
        </p>
      )}
      {call.consult && (
        <p class="hint" role="status">
          {t(call.consult.answered ? "control.talksTo" : "control.rings", { name: call.consult.with })}
        </p>
      )}
      <div class="control-row">
        {AT_ONCE.filter((what) => can.includes(what)).map((what) => (
          <Button
            key={what}
            kind={STANDS_OUT.includes(what) ? "primary" : "plain"}
            phase={phase}
            disabled={cut}
            onClick={() => void press(what)}
          >
            {t(`control.${what}`)}
          </Button>
        ))}
        {can.includes("keys") && (
          <Button disabled={cut} pressed={open === "keys"} onClick={() => toggle("keys")}>
            {t("control.keys")}
          </Button>
        )}
        {hands && (
          <Button disabled={cut} pressed={open === "hand"} onClick={() => toggle("hand")}>
            {t("control.handOver")}
          </Button>
        )}
      </div>
      {open === "keys" && can.includes("keys") && <Keypad press={(keys) => press("keys", keys)} />}
      {open === "hand" && hands && (
        <HandOver can={can} phase={phase} give={(what, to) => void press(what, to).then((ok) => ok && setOpen(null))} />
      )}
      {wrong && (
        <p class="error" role="alert">
          {i18n.label(wrong)}
        </p>
      )}
    </div>
  );
}

/** Keys are sent together: a number is pressed as a number. What was sent is not kept on the screen. */
function Keypad({ press }: { press: (keys: string) => Promise<boolean> }): JSX.Element {
  const { t } = useApp().i18n;
  const [keys, setKeys] = useState("");
  const send = (event: Event): void => {
    event.preventDefault();
    if (keys) void press(keys).then((ok) => ok && setKeys(""));
  };
  return (
    <form class="control-form" onSubmit={send}>
      <TextField
        label={t("control.keysHint")}
        value={keys}
        inputMode="tel"
        maxLength={KEYS_MAX}
        onInput={(text) => setKeys(text.replace(/[^0-9*#]/g, ""))}
      />
      <Button type="submit" kind="primary" disabled={!keys}>
        {t("control.send")}
      </Button>
    </form>
  );
}
