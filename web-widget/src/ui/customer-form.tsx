import type { ComponentChildren, JSX } from "preact";
import { useState } from "preact/hooks";
import type { ProblemError } from "../core/rest";
import type { CustomerEdit } from "../protocol/CustomerEdit";
import type { CustomerPage } from "../protocol/CustomerPage";
import { useApp } from "./app";
import { Button } from "./button";
import { Choice } from "./choice";
import { type CustomerFields, editOf } from "./customer-edit";
import { CheckField, SelectField, TextField } from "./field";
import { asProblem, problemText } from "./use-ask";

type CustomerFormProps = {
  start: CustomerFields;
  callId: string | null;
  save: (edit: CustomerEdit) => Promise<CustomerPage>;
  onSaved: (page: CustomerPage) => void;
  onCancel?: () => void;
};

/** Creating and editing a customer are one form. */
export function CustomerForm({ start, callId, save, onSaved, onCancel }: CustomerFormProps): JSX.Element {
  const { i18n } = useApp();
  const { t } = i18n;
  const [fields, setFields] = useState(start);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<ProblemError | null>(null);
  const set = (change: Partial<CustomerFields>): void => setFields((old) => ({ ...old, ...change }));

  const submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    if (busy) return;
    setBusy(true);
    setError(null);
    try {
      onSaved(await save(editOf(fields, callId)));
    } catch (problem) {
      setError(asProblem(problem));
    }
    setBusy(false);
  };

  return (
    <form class="form" onSubmit={(event) => void submit(event)}>
      <Basics fields={fields} set={set} />
      <Details fields={fields} set={set} />
      {error && (
        <p class="error" role="alert">
          {problemText(error, i18n)}
        </p>
      )}
      <div class="form-actions">
        <Button kind="primary" type="submit" phase={busy ? "busy" : "idle"}>
          {t("customer.create")}
        </Button>
        {onCancel && <Button onClick={onCancel}>{t("app.cancel")}</Button>}
        {callId && <span class="quiet">{t("customer.linked")}</span>}
      </div>
    </form>
  );
}

type PartProps = { fields: CustomerFields; set: (change: Partial<CustomerFields>) => void };

function Basics({ fields, set }: PartProps): JSX.Element {
  const { t } = useApp().i18n;
  return (
    <Row>
      <TextField
        label={t("customer.name")}
        value={fields.name}
        onInput={(name) => set({ name })}
        required
        maxLength={200}
      />
      <Choice
        legend={t("customer.kind")}
        options={[
          { value: "person", text: t("kind.person") },
          { value: "company", text: t("kind.company") },
        ]}
        value={fields.kind}
        onChange={(kind) => set({ kind: kind === "company" ? "company" : "person" })}
      />
    </Row>
  );
}

function Details({ fields, set }: PartProps): JSX.Element {
  const { t } = useApp().i18n;
  return (
    <>
      <Row>
        <TextField
          label={t("customer.numbers")}
          hint={t("customer.numbersHint")}
          rows={2}
          value={fields.numbers}
          onInput={(numbers) => set({ numbers })}
        />
        <TextField
          label={t("customer.email")}
          type="email"
          optional
          value={fields.email}
          onInput={(email) => set({ email })}
        />
      </Row>
      <Row>
        <TextField
          label={t("customer.salutation")}
          optional
          value={fields.salutation}
          onInput={(salutation) => set({ salutation })}
        />
        <TextField label={t("customer.city")} optional value={fields.city} onInput={(city) => set({ city })} />
      </Row>
      <Row>
        <TextField
          label={t("customer.segment")}
          optional
          value={fields.segment}
          onInput={(segment) => set({ segment })}
        />
        <SelectField
          label={t("customer.language")}
          optional
          value={fields.language}
          onChange={(language) => set({ language })}
        >
          <option value="">{t("customer.notSaid")}</option>
          <option value="tr">{t("customer.lang.tr")}</option>
          <option value="en">{t("customer.lang.en")}</option>
        </SelectField>
      </Row>
      <CheckField label={t("customer.vip")} checked={fields.vip} onChange={(vip) => set({ vip })} />
    </>
  );
}

function Row({ children }: { children: ComponentChildren }): JSX.Element {
  return <div class="form-row">{children}</div>;
}
