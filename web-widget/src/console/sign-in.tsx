import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { ProblemError } from "../core/rest";
import type { Me } from "../protocol/Me";
import { useApp } from "../ui/app";
import { Button } from "../ui/button";
import { TextField } from "../ui/field";
import { asProblem, problemText } from "../ui/use-ask";
import { session } from "./session";
import { BrandMark, Looks } from "./top-bar";

/** The way in. */
export function SignInPage({ expired, onSignedIn }: { expired: boolean; onSignedIn: (me: Me) => void }): JSX.Element {
  const { t } = useApp().i18n;
  return (
    <main class="sign-in">
      <div class="sign-in-card">
        <div class="sign-in-head">
          <span class="brand">
            <BrandMark />
            <span>{t("app.name")}</span>
          </span>
          <p class="quiet">{t("signIn.lead")}</p>
        </div>
        <h1>{t("signIn.title")}</h1>
        {expired && <p class="hint">{t("signIn.expired")}</p>}
        <SignInForm onSignedIn={onSignedIn} />
      </div>
      <Looks />
    </main>
  );
}

function SignInForm({ onSignedIn }: { onSignedIn: (me: Me) => void }): JSX.Element {
  const { rest, i18n } = useApp();
  const { t } = i18n;
  const [login, setLogin] = useState("");
  const [password, setPassword] = useState("");
  const [extension, setExtension] = useState("");
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<ProblemError | null>(null);

  const submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    if (busy) return;
    setBusy(true);
    setError(null);
    try {
      onSignedIn(await session.signIn(rest, { login: login.trim(), password, extension: extension.trim() || null }));
    } catch (problem) {
      setError(asProblem(problem));
      setBusy(false);
    }
  };

  return (
    <form class="form" onSubmit={(event) => void submit(event)}>
      <TextField label={t("signIn.login")} value={login} onInput={setLogin} autoComplete="username" required />
      <TextField
        label={t("signIn.password")}
        type="password"
        value={password}
        onInput={setPassword}
        autoComplete="current-password"
        required
      />
      <TextField
        label={t("signIn.extension")}
        hint={t("signIn.extensionHint")}
        optional
        inputMode="numeric"
        value={extension}
        onInput={setExtension}
      />
      {error && (
        <p class="error" role="alert">
          {problemText(error, i18n)}
        </p>
      )}
      <Button kind="primary" type="submit" phase={busy ? "busy" : "idle"}>
        {t("signIn.go")}
      </Button>
    </form>
  );
}
