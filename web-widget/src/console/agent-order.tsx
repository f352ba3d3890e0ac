import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import type { AgentRow } from "../protocol/AgentRow";
import { useApp } from "../ui/app";
import { Button } from "../ui/button";
import { Choice } from "../ui/choice";
import { SelectField, TextField } from "../ui/field";
import { useAsk } from "../ui/use-ask";
import { ProblemLine, useSend } from "../ui/use-send";
import { type StateOrder, superviseRest } from "./supervise-rest";

type OrderProps = { agent: AgentRow; onClose: () => void };

const STATES = ["available", "not_ready", "offline"] as const;

/** A supervisor sets an agent's state, and says why. */
export function AgentOrder({ agent, onClose }: OrderProps): JSX.Element {
  const { t } = useApp().i18n;
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog class="dialog" ref={dialog} onClose={onClose} aria-labelledby="order-title">
      <h2 id="order-title">{t("order.title", { name: agent.name })}</h2>
      <p class="quiet">{t("order.now", { state: t(`state.${agent.state}`) })}</p>
      <OrderForm agent={agent} onClose={() => dialog.current?.close()} />
    </dialog>
  );
}

function OrderForm({ agent, onClose }: OrderProps): JSX.Element {
  const { rest, i18n } = useApp();
  const { t, label } = i18n;
  const { send, phase, error } = useSend();
  const reasons = useAsk(() => superviseRest.reasons(rest), [rest]);
  const [state, setState] = useState<StateOrder["state"]>(agent.state === "not_ready" ? "available" : "not_ready");
  const [reason, setReason] = useState("");
  const [why, setWhy] = useState("");
  const offered = reasons.data?.items ?? [];
  const chosen = reason || offered[0]?.id || "";
  const ready = why.trim().length >= 3 && (state !== "not_ready" || chosen !== "");
  const submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    if (!ready) return;
    const body = { state, reason: state === "not_ready" ? chosen : null, why: why.trim() };
    if (await send(() => superviseRest.orderState(rest, agent.id, body))) onClose();
  };
  return (
    <form class="form" onSubmit={(event) => void submit(event)}>
      <Choice
        legend={t("order.state")}
        options={STATES.map((value) => ({ value, text: t(`state.${value}`) }))}
        value={state}
        onChange={(value) => setState(value as StateOrder["state"])}
      />
      {state === "not_ready" && (
        <SelectField label={t("order.reason")} value={chosen} onChange={setReason}>
          {offered.map((one) => (
            <option key={one.id} value={one.id}>
              {label(one.label)}
            </option>
          ))}
        </SelectField>
      )}
      <TextField label={t("order.why")} hint={t("order.whyHint")} maxLength={300} value={why} onInput={setWhy} />
      <p class="hint">{t("order.during")}</p>
      <ProblemLine error={error ?? reasons.error} />
      <div class="form-actions">
        <Button type="submit" kind="primary" phase={phase} disabled={!ready}>
          {t("order.give")}
        </Button>
        <Button kind="ghost" onClick={onClose}>
          {t("order.cancel")}
        </Button>
      </div>
    </form>
  );
}
