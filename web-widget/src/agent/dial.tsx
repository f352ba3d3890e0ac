import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { useApp, useDesk } from "../ui/app";
import { Button } from "../ui/button";
import { TextField } from "../ui/field";
import { useCommand } from "../ui/use-command";

/** Calls a number: the agent's own phone rings first. Only where the PBX lets her. */
export function Dial(): JSX.Element | null {
  const { i18n } = useApp();
  const desk = useDesk();
  const { run, phase, error } = useCommand();
  const [number, setNumber] = useState("");
  const { session, refused } = desk.agent.value;
  if (!session?.may_dial) return null;
  const wrong = error ?? (refused?.callId === null ? refused.msg : null);
  const dial = (event: Event): void => {
    event.preventDefault();
    if (number.trim()) void run({ op: "call.dial", d: { number } }).then((ok) => ok && setNumber(""));
  };
  return (
    <form class="control-form" onSubmit={dial}>
      <TextField label={i18n.t("dial.number")} type="tel" value={number} onInput={setNumber} />
      <Button type="submit" icon="phone" phase={phase} disabled={desk.conn.value.s !== "live" || !number.trim()}>
        {i18n.t("dial.call")}
      </Button>
      {wrong && (
        <p class="error" role="alert">
          {i18n.label(wrong)}
        </p>
      )}
    </form>
  );
}
