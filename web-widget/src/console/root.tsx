import type { JSX } from "preact";
import { useEffect, useMemo, useState } from "preact/hooks";
import { SIGNED_OUT } from "../core/client";
import { Desk } from "../core/desk";
import { ProblemError } from "../core/rest";
import { feedUrl, openWebSocket } from "../core/socket";
import { VERSION } from "../core/version";
import type { Me } from "../protocol/Me";
import { type App, DeskContext, useApp } from "../ui/app";
import { Button } from "../ui/button";
import { Notice } from "../ui/pieces";
import { asProblem, problemText } from "../ui/use-ask";
import { useHurry } from "../ui/use-hurry";
import { session } from "./session";
import { Shell } from "./shell";
import { SignInPage } from "./sign-in";

type Who =
  | { s: "asking" }
  | { s: "nobody"; expired: boolean }
  | { s: "somebody"; me: Me }
  | { s: "failed"; error: ProblemError };

/** Finds out who is signed in, and shows the way in or the console. */
export function Root(): JSX.Element {
  const { rest, i18n } = useApp();
  const [who, setWho] = useState<Who>({ s: "asking" });
  const ask = (): void => {
    session.me(rest).then(
      (me) => setWho({ s: "somebody", me }),
      (error: unknown) => setWho(nobodyOr(asProblem(error))),
    );
  };
  useEffect(ask, [rest]);
  switch (who.s) {
    case "asking":
      return <p class="sr">{i18n.t("app.loading")}</p>;
    case "failed":
      return (
        <main class="alone">
          <Notice tone="error" action={<Button onClick={ask}>{i18n.t("app.retry")}</Button>}>
            {problemText(who.error, i18n)}
          </Notice>
        </main>
      );
    case "nobody":
      return <SignInPage expired={who.expired} onSignedIn={(me) => setWho({ s: "somebody", me })} />;
    case "somebody":
      return (
        <SignedIn
          key={who.me.login}
          me={who.me}
          onMe={(me) => setWho({ s: "somebody", me })}
          onOut={(expired) => setWho({ s: "nobody", expired })}
        />
      );
  }
}

function nobodyOr(error: ProblemError): Who {
  return error.problem.status === 401 ? { s: "nobody", expired: false } : { s: "failed", error };
}

type SignedInProps = { me: Me; onMe: (me: Me) => void; onOut: (expired: boolean) => void };

/** Lives as long as one person is signed in, and the connection with it. */
function SignedIn({ me, onMe, onOut }: SignedInProps): JSX.Element {
  const app = useApp();
  const desk = useMemo(() => newDesk(app, me), [app, me.login]);
  useEffect(() => {
    // Somebody without an agent and without a board has nothing to listen to.
    if (me.agent_id !== null || me.role !== "agent") desk.start();
    return () => desk.stop();
  }, [desk]);
  useHurry(desk);
  const conn = desk.conn.value;
  useEffect(() => {
    if (conn.s === "stopped" && conn.code === SIGNED_OUT) onOut(true);
  }, [conn]);
  return (
    <DeskContext.Provider value={desk}>
      <Shell me={me} onMe={onMe} onOut={() => onOut(false)} />
    </DeskContext.Provider>
  );
}

function newDesk(app: App, me: Me): Desk {
  const want = [...(me.agent_id === null ? [] : ["agent"]), ...(me.role === "agent" ? [] : ["board"])];
  return new Desk({
    url: feedUrl(""),
    name: "console",
    version: VERSION,
    lang: () => app.i18n.lang.value,
    want,
    who: me.login,
    ticket: () => app.rest.ticket().then((t) => t.ticket, signedOutOr),
    open: openWebSocket,
  });
}

/** No session means that nobody is signed in; any other trouble is worth another try. */
function signedOutOr(error: unknown): null {
  if (error instanceof ProblemError && error.problem.status === 401) return null;
  throw error;
}
