import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { kept } from "../core/prefs";
import type { AgentRow } from "../protocol/AgentRow";
import type { Listener } from "../protocol/Listener";
import type { ListenMode } from "../protocol/ListenMode";
import { useApp } from "../ui/app";
import { Button } from "../ui/button";
import { Choice } from "../ui/choice";
import { TextField } from "../ui/field";
import { ProblemLine, useSend } from "../ui/use-send";
import { superviseRest } from "./supervise-rest";

type ListenProps = { agent: AgentRow; onClose: () => void };

const MODES: readonly ListenMode[] = ["listen", "whisper", "join", "take"];

/** The extension she used last, on this browser. */
const phone = kept<string>("phone", "", (v) => (typeof v === "string" ? v : undefined));

/** A supervisor takes part in an agent's conversation, and says why. */
export function AgentListen({ agent, onClose }: ListenProps): JSX.Element {
  const { t } = useApp().i18n;
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog class="dialog" ref={dialog} onClose={onClose} aria-labelledby="listen-title">
      <h2 id="listen-title">{t("listen.title", { name: agent.name })}</h2>
      {agent.listeners.length > 0 && <Listeners agent={agent} />}
      <ListenForm agent={agent} onClose={() => dialog.current?.close()} />
    </dialog>
  );
}

function Listeners({ agent }: { agent: AgentRow }): JSX.Element {
  const { rest, i18n } = useApp();
  const { send, phase, error } = useSend();
  const { t } = i18n;
  const stop = (one: Listener): void => void send(() => superviseRest.stopListening(rest, agent.id, one.phone));
  return (
    <section aria-label={t("listen.who")}>
      <ul class="listeners">
        {agent.listeners.map((one) => (
          <li key={one.phone}>
            ◉ {one.phone ?? t("listen.somebody")} · {t(`listen.${one.mode}`)}{" "}
            <Button phase={phase} onClick={() => stop(one)}>
              {t("listen.stop")}
            </Button>
          </li>
        ))}
      </ul>
      <ProblemLine error={error} />
    </section>
  );
}

function ListenForm({ agent, onClose }: ListenProps): JSX.Element {
  const { rest, i18n } = useApp();
  const { t } = i18n;
  const { send, phase, error } = useSend();
  const [mode, setMode] = useState<ListenMode>("listen");
  const [why, setWhy] = useState("");
  const at = phone.value.trim();
  const already = agent.listeners.some((one) => one.phone === at);
  const ready = agent.may_listen && at !== "" && why.trim().length >= 3;
  const submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    if (!ready) return;
    if (await send(() => superviseRest.listen(rest, agent.id, { mode, phone: at, why: why.trim() }))) onClose();
  };
  return (
    <form class="form" onSubmit={(event) => void submit(event)}>
      <Choice
        legend={t("listen.mode")}
        options={MODES.map((value) => ({ value, text: t(`listen.${value}`) }))}
        value={mode}
        onChange={(value) => setMode(value as ListenMode)}
      />
      <p class="hint" role="status">
        {agent.may_listen ? t(`listen.${mode}.hint`) : t("listen.over")}
      </p>
      <TextField
        label={t("listen.phone")}
        hint={t(already ? "listen.already" : "listen.rings")}
        inputMode="tel"
        maxLength={32}
        value={phone.value}
        onInput={(value) => {
          phone.value = value;
        }}
      />
      <TextField label={t("order.why")} hint={t("order.whyHint")} maxLength={300} value={why} onInput={setWhy} />
      <ProblemLine error={error} />
      <div class="form-actions">
        <Button type="submit" kind="primary" phase={phase} disabled={!ready}>
          {t("listen.give")}
        </Button>
        <Button kind="ghost" onClick={onClose}>
          {t("order.cancel")}
        </Button>
      </div>
    </form>
  );
}
