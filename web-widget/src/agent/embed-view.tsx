import type { JSX } from "preact";
import type { Desk } from "../core/desk";
import { type App, AppContext, DeskContext } from "../ui/app";
import { Button } from "../ui/button";
import { Notice } from "../ui/pieces";
import { useHurry } from "../ui/use-hurry";
import { useRinging } from "../ui/use-ringing";
import { AgentPage } from "./agent-page";

/** What stands in the element's shadow root. */
export function EmbedView({ app, desk }: { app: App; desk: Desk }): JSX.Element {
  return (
    <AppContext.Provider value={app}>
      <DeskContext.Provider value={desk}>
        <Embedded app={app} desk={desk} />
      </DeskContext.Provider>
    </AppContext.Provider>
  );
}

function Embedded({ app, desk }: { app: App; desk: Desk }): JSX.Element {
  const { t, lang } = app.i18n;
  const ringer = useRinging();
  useHurry(desk);
  return (
    <section class="embed" lang={lang.value} aria-label={t("embed.label")}>
      {ringer.blocked.value && (
        <Notice
          tone="warn"
          icon="sound"
          action={<Button onClick={() => void ringer.unlock()}>{t("sound.enable")}</Button>}
        >
          {t("account.ring")}
        </Notice>
      )}
      <AgentPage />
    </section>
  );
}
