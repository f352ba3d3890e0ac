import type { JSX } from "preact";
import { AgentPage } from "../agent/agent-page";
import { BoardPage } from "../board/board-page";
import type { Me } from "../protocol/Me";
import { useApp } from "../ui/app";
import { Button } from "../ui/button";
import { ConnNotice } from "../ui/conn-notice";
import { Empty, Notice } from "../ui/pieces";
import { useRinging } from "../ui/use-ringing";
import { AccountPage } from "./account";
import { CallListPage } from "./call-list";
import { CallPageView } from "./call-story";
import { CallStrip } from "./call-strip";
import { CustomerView } from "./customer-page";
import { CustomersPage } from "./customers";
import { LazyDuplicates, LazyIncidents, LazyMissed, LazyNumbers, LazyQueue } from "./lazy-supervise";
import { address, type Route, routeOf } from "./router";
import { TopBar } from "./top-bar";

type ShellProps = { me: Me; onMe: (me: Me) => void; onOut: () => void };

/** The frame around every page of somebody signed in. */
export function Shell({ me, onMe, onOut }: ShellProps): JSX.Element {
  const { t } = useApp().i18n;
  const ringer = useRinging();
  const route = homeFor(me, routeOf(address.value));
  const atDesk = route.page === "agent";
  return (
    <div class="shell">
      <a class="skip" href="#main">
        {t("app.skip")}
      </a>
      <TopBar me={me} route={route} onOut={onOut} />
      {ringer.blocked.value && (
        <Notice
          tone="warn"
          icon="sound"
          action={<Button onClick={() => void ringer.unlock()}>{t("sound.enable")}</Button>}
        >
          {t("account.ring")}
        </Notice>
      )}
      {!atDesk && me.agent_id !== null && <CallStrip />}
      {!atDesk && <ConnNotice />}
      <main class={`main main-${route.page}`} id="main" tabIndex={-1}>
        <PageOf route={route} me={me} onMe={onMe} />
      </main>
    </div>
  );
}

/** `/` is the desk of whoever takes calls and the board of whoever does not. */
function homeFor(me: Me, route: Route): Route {
  if (route.page !== "home") return route;
  return { page: me.agent_id === null ? "board" : "agent" };
}

function PageOf({ route, me, onMe }: { route: Route; me: Me; onMe: (me: Me) => void }): JSX.Element {
  const { t } = useApp().i18n;
  switch (route.page) {
    case "agent":
      return me.agent_id === null ? <Empty icon="lock" title={t("conn.forbidden")} /> : <AgentPage />;
    case "board":
      return me.role === "agent" ? <Empty icon="lock" title={t("conn.forbidden")} /> : <BoardPage />;
    case "calls":
      return <CallListPage />;
    case "call":
      return <CallPageView id={route.id} explained={me.role !== "agent"} key={route.id} />;
    case "customers":
      return <CustomersPage tends={me.role !== "agent"} />;
    case "customer":
      return <CustomerView id={route.id} key={route.id} />;
    case "incidents":
      return me.role === "agent" ? <Empty icon="lock" title={t("conn.forbidden")} /> : <LazyIncidents.View />;
    case "duplicates":
      return me.role === "agent" ? <Empty icon="lock" title={t("conn.forbidden")} /> : <LazyDuplicates.View />;
    case "queue":
      return me.role === "agent" ? (
        <Empty icon="lock" title={t("conn.forbidden")} />
      ) : (
        <LazyQueue.View id={route.id} key={route.id} />
      );
    case "missed":
      return <LazyMissed.View />;
    case "numbers":
      return <LazyNumbers.View />;
    case "account":
      return <AccountPage me={me} onMe={onMe} />;
    default:
      return <Empty icon="search" title={t("app.notFound")} />;
  }
}
