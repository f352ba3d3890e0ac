import type { JSX } from "preact";
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import type { CardField } from "../protocol/CardField";
import { useApp } from "../ui/app";
import { Button } from "../ui/button";
import { TextField } from "../ui/field";
import { fieldText } from "../ui/field-text";
import { ProblemLine, useSend } from "../ui/use-send";
import { cardRest, type RevealAsk } from "./card-rest";

/** Shortest and longest reason, characters. */
const WHY_LENGTH_MIN = 3;
const WHY_LENGTH_MAX = 300;

/** Where a hidden value is: the call whose card shows it, and its place on the card. */
export type Place = { callId: string } & Omit<RevealAsk, "why" | "field">;

/** A hidden value that may be shown to whoever says why. It stays in this view and goes with it. */
export function Reveal({ field, place }: { field: CardField; place: Place }): JSX.Element {
  const { i18n } = useApp();
  const { t, label } = i18n;
  const [asking, setAsking] = useState(false);
  const [shown, setShown] = useState<string | null>(null);
  const button = useRef<HTMLSpanElement>(null);
  const close = (): void => {
    setAsking(false);
    button.current?.querySelector("button")?.focus();
  };
  return (
    <>
      <span aria-live="polite">
        {shown === null ? fieldText(field, i18n) : fieldText({ ...field, value: shown, masked: false }, i18n)}
      </span>
      <span class="reveal-do" ref={button}>
        <Button kind="ghost" icon="lock" onClick={() => (shown === null ? setAsking(!asking) : setShown(null))}>
          {t(shown === null ? "card.reveal" : "card.hide")}
          <span class="sr">: {label(field.label)}</span>
        </Button>
      </span>
      {asking && (
        <Why
          field={field}
          place={place}
          onShown={(value) => {
            setShown(value);
            close();
          }}
          onCancel={close}
        />
      )}
    </>
  );
}

type WhyProps = { field: CardField; place: Place; onShown: (value: string | null) => void; onCancel: () => void };

function Why({ field, place, onShown, onCancel }: WhyProps): JSX.Element {
  const { rest, i18n } = useApp();
  const [why, setWhy] = useState("");
  const { send, phase, error } = useSend();
  const form = useRef<HTMLFormElement>(null);
  // Somebody pressed the button for this, so the focus may follow; at once, or her first key is lost.
  useLayoutEffect(() => form.current?.querySelector("input")?.focus(), []);
  const short = why.trim().length < WHY_LENGTH_MIN;
  const { callId, ...where } = place;
  const submit = (event: Event): void => {
    event.preventDefault();
    if (short) return;
    void send(async () => {
      onShown((await cardRest.reveal(rest, callId, { ...where, field: field.id, why: why.trim() })).value);
    });
  };
  return (
    <form class="reveal-form" ref={form} onSubmit={submit} onKeyDown={(event) => event.key === "Escape" && onCancel()}>
      <TextField
        label={i18n.t("card.why")}
        hint={i18n.t("card.whyHint", { n: WHY_LENGTH_MIN })}
        maxLength={WHY_LENGTH_MAX}
        value={why}
        onInput={setWhy}
      />
      <ProblemLine error={error} />
      <div class="form-actions">
        <Button type="submit" kind="primary" phase={phase} disabled={short}>
          {i18n.t("card.reveal")}
        </Button>
        <Button onClick={onCancel}>{i18n.t("app.cancel")}</Button>
      </div>
    </form>
  );
}
