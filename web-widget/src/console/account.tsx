import type { ComponentChildren, JSX } from "preact";
import { useState } from "preact/hooks";
import { KEYS } from "../agent/shortcuts";
import type { Me } from "../protocol/Me";
import { useApp } from "../ui/app";
import { Button } from "../ui/button";
import { CheckField, TextField } from "../ui/field";
import { asProblem, problemText } from "../ui/use-ask";
import { session } from "./session";
import { Looks } from "./top-bar";

/** What a person sets for herself: the phone, the password, this browser. */
export function AccountPage({ me, onMe }: { me: Me; onMe: (me: Me) => void }): JSX.Element {
  const { t } = useApp().i18n;
  return (
    <div class="page page-narrow">
      <div class="page-head">
        <h1>{t("account.title")}</h1>
        <p class="quiet">
          {me.name} · {me.login} · {t(`account.role.${me.role}`)}
        </p>
      </div>
      {me.agent_id !== null && <ExtensionForm me={me} onMe={onMe} />}
      <PasswordForm login={me.login} />
      <BrowserChoices />
    </div>
  );
}

function Section({ title, children }: { title: string; children: ComponentChildren }): JSX.Element {
  return (
    <section class="card">
      <h2>{title}</h2>
      {children}
    </section>
  );
}

type Sending = { busy: boolean; message: string | null; failed: boolean };
const REST: Sending = { busy: false, message: null, failed: false };

/** Sends a form's content and says in words what came of it. */
function useSending(): [Sending, (send: () => Promise<void>) => Promise<void>, (message: string) => void] {
  const { i18n } = useApp();
  const [state, setState] = useState(REST);
  const run = async (send: () => Promise<void>): Promise<void> => {
    setState({ ...REST, busy: true });
    try {
      await send();
      setState({ ...REST, message: i18n.t("app.saved") });
    } catch (error) {
      setState({ busy: false, failed: true, message: problemText(asProblem(error), i18n) });
    }
  };
  return [state, run, (message) => setState({ busy: false, failed: true, message })];
}

function Outcome({ message, failed }: Sending): JSX.Element {
  return (
    <p class={failed ? "error" : "hint"} role="status">
      {message}
    </p>
  );
}

function ExtensionForm({ me, onMe }: { me: Me; onMe: (me: Me) => void }): JSX.Element {
  const { rest, i18n } = useApp();
  const [extension, setExtension] = useState(me.extension ?? "");
  const [state, run] = useSending();
  const submit = (event: Event): void => {
    event.preventDefault();
    void run(async () => onMe(await session.changeExtension(rest, extension.trim())));
  };
  return (
    <Section title={i18n.t("account.extension")}>
      <p class="quiet">{i18n.t("account.extensionLead")}</p>
      <form class="form form-inline" onSubmit={submit}>
        <TextField
          label={i18n.t("account.extensionField")}
          inputMode="numeric"
          required
          value={extension}
          onInput={setExtension}
        />
        <Button type="submit" phase={state.busy ? "busy" : "idle"}>
          {i18n.t("account.move")}
        </Button>
      </form>
      <Outcome {...state} />
    </Section>
  );
}

function PasswordForm({ login }: { login: string }): JSX.Element {
  const { rest, i18n } = useApp();
  const { t } = i18n;
  const [old, setOld] = useState("");
  const [next, setNext] = useState("");
  const [again, setAgain] = useState("");
  const [state, run, refuse] = useSending();
  const submit = (event: Event): void => {
    event.preventDefault();
    if (next !== again) {
      refuse(t("account.differ"));
      return;
    }
    void run(async () => {
      await session.changePassword(rest, { old, new: next });
      setOld("");
      setNext("");
      setAgain("");
    });
  };
  return (
    <Section title={t("account.password")}>
      <form class="form" onSubmit={submit}>
        <input class="sr" type="text" autoComplete="username" value={login} readOnly tabIndex={-1} aria-hidden="true" />
        <TextField
          label={t("account.old")}
          type="password"
          autoComplete="current-password"
          required
          value={old}
          onInput={setOld}
        />
        <TextField
          label={t("account.new")}
          hint={t("account.newHint")}
          type="password"
          autoComplete="new-password"
          minLength={12}
          required
          value={next}
          onInput={setNext}
        />
        <TextField
          label={t("account.again")}
          type="password"
          autoComplete="new-password"
          minLength={12}
          required
          value={again}
          onInput={setAgain}
        />
        <Outcome {...state} />
        <div class="form-actions">
          <Button type="submit" phase={state.busy ? "busy" : "idle"}>
            {t("account.change")}
          </Button>
        </div>
      </form>
    </Section>
  );
}

function BrowserChoices(): JSX.Element {
  const { i18n, prefs } = useApp();
  const { t } = i18n;
  const askToNotify = async (on: boolean): Promise<void> => {
    prefs.notify.value = on && "Notification" in globalThis && (await Notification.requestPermission()) === "granted";
  };
  return (
    <Section title={t("account.browser")}>
      <Looks />
      <CheckField
        label={t("account.ring")}
        hint={t("account.ringHint")}
        checked={prefs.ring.value}
        onChange={(on) => {
          prefs.ring.value = on;
        }}
      />
      <CheckField
        label={t("account.notify")}
        hint={t("account.notifyHint")}
        checked={prefs.notify.value}
        onChange={(on) => void askToNotify(on)}
      />
      <CheckField
        label={t("account.shortcuts")}
        checked={prefs.shortcuts.value}
        onChange={(on) => {
          prefs.shortcuts.value = on;
        }}
      />
      <dl class="keys">
        {(["reject", "end", "state", "pick"] as const).map((what) => (
          <div key={what}>
            <dt>
              <kbd class="kbd">{KEYS[what]}</kbd>
            </dt>
            <dd>{t(`key.${what}`)}</dd>
          </div>
        ))}
      </dl>
    </Section>
  );
}
