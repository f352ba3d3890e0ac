import type { ComponentChildren, JSX } from "preact";
import { useId } from "preact/hooks";
import { useApp } from "./app";

type Common = { label: string; hint?: string; optional?: boolean };

type TextProps = Common & {
  value: string;
  onInput: (value: string) => void;
  type?: "text" | "password" | "email" | "tel" | "search" | "datetime-local";
  autoComplete?: string;
  required?: boolean;
  maxLength?: number;
  minLength?: number;
  inputMode?: "numeric" | "tel" | "email";
  rows?: number;
  placeholder?: string;
  hideLabel?: boolean;
};

/** A labelled line of text, or a text area when it has `rows`. */
export function TextField(props: TextProps): JSX.Element {
  const id = useId();
  const shared = {
    id,
    value: props.value,
    required: props.required,
    maxLength: props.maxLength,
    minLength: props.minLength,
    placeholder: props.placeholder,
    autoComplete: props.autoComplete ?? "off",
    "aria-describedby": props.hint ? `${id}-hint` : undefined,
    onInput: (event: { currentTarget: { value: string } }) => props.onInput(event.currentTarget.value),
  };
  return (
    <div class="field">
      <FieldLabel {...props} htmlFor={id} />
      {props.rows ? (
        <textarea class="input" rows={props.rows} {...shared} />
      ) : (
        <input class="input" {...shared} type={(props.type ?? "text") as "text"} inputMode={props.inputMode} />
      )}
      <Hint id={id} text={props.hint} />
    </div>
  );
}

type SelectProps = Common & {
  value: string;
  onChange: (value: string) => void;
  children: ComponentChildren;
  hideLabel?: boolean;
  kind?: "box" | "bare";
  disabled?: boolean;
  selectId?: string;
};

/** A labelled native select: every platform and every screen reader knows it. */
export function SelectField(props: SelectProps): JSX.Element {
  const own = useId();
  const id = props.selectId ?? own;
  return (
    <div class={props.hideLabel ? "field field-bare" : "field"}>
      <FieldLabel {...props} htmlFor={id} />
      <span class="select">
        <select
          id={id}
          class="input"
          value={props.value}
          disabled={props.disabled}
          onChange={(event) => props.onChange(event.currentTarget.value)}
        >
          {props.children}
        </select>
      </span>
      <Hint id={id} text={props.hint} />
    </div>
  );
}

/** A labelled tick box. */
export function CheckField(props: Common & { checked: boolean; onChange: (checked: boolean) => void }): JSX.Element {
  const id = useId();
  return (
    <div class="field field-check">
      <input
        id={id}
        type="checkbox"
        checked={props.checked}
        aria-describedby={props.hint ? `${id}-hint` : undefined}
        onChange={(event) => props.onChange(event.currentTarget.checked)}
      />
      <div>
        <label for={id}>{props.label}</label>
        <Hint id={id} text={props.hint} />
      </div>
    </div>
  );
}

function FieldLabel(props: Common & { hideLabel?: boolean; htmlFor: string }): JSX.Element {
  const { t } = useApp().i18n;
  return (
    <label class={props.hideLabel ? "sr" : "label"} for={props.htmlFor}>
      {props.label}
      {props.optional && <span class="optional"> · {t("app.optional")}</span>}
    </label>
  );
}

function Hint({ id, text }: { id: string; text: string | undefined }): JSX.Element | null {
  if (!text) return null;
  return (
    <p class="hint" id={`${id}-hint`}>
      {text}
    </p>
  );
}
