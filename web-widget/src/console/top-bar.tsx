import type { JSX } from "preact";
import type { Lang } from "../core/i18n";
import type { Theme } from "../core/prefs";
import type { Me } from "../protocol/Me";
import { useApp, useDesk } from "../ui/app";
import { Button } from "../ui/button";
import { SelectField } from "../ui/field";
import { PAGE_NAMES } from "./pages";
import { navigate, type Route } from "./router";
import { session } from "./session";

/** Where one can go, how the connection stands, and who is here. */
export function TopBar({ me, route, onOut }: { me: Me; route: Route; onOut: () => void }): JSX.Element {
  const { rest, i18n } = useApp();
  const signOut = async (): Promise<void> => {
    await session.signOut(rest).catch(() => undefined);
    onOut();
    navigate("/");
  };
  return (
    <header class="top">
      <a class="brand" href="/">
        <BrandMark />
        <span>{i18n.t("app.name")}</span>
      </a>
      <Menu me={me} route={route} />
      <div class="top-end">
        <ConnChip />
        <Looks />
        <a class="top-me" href="/account" aria-current={route.page === "account" ? "page" : undefined}>
          <span class="top-name">{me.name}</span>
          <span class="quiet">{me.extension ?? i18n.t(`account.role.${me.role}`)}</span>
        </a>
        <Button kind="ghost" onClick={() => void signOut()}>
          {i18n.t("nav.signOut")}
        </Button>
      </div>
    </header>
  );
}

/** Two ends and what joins them: a switchboard's cord. */
export function BrandMark(): JSX.Element {
  return (
    <svg class="brand-mark" viewBox="0 0 24 24" width="24" height="24" aria-hidden="true" focusable="false">
      <rect x="1" y="1" width="22" height="22" rx="6" fill="currentColor" />
      <path
        d="M7 8.5v2.5c0 4 10 0 10 4.5"
        fill="none"
        stroke="var(--on-accent)"
        stroke-width="1.8"
        stroke-linecap="round"
      />
      <circle cx="7" cy="7" r="2" fill="var(--on-accent)" />
      <circle cx="17" cy="17" r="2" fill="var(--on-accent)" />
    </svg>
  );
}

/** Pages that are reached from another, which is then where one is. */
const WITHIN: Partial<Record<Route["page"], string>> = {
  call: "calls",
  customer: "customers",
  duplicates: "customers",
  queue: "board",
};

function Menu({ me, route }: { me: Me; route: Route }): JSX.Element {
  const { t } = useApp().i18n;
  const desk = me.agent_id === null ? [] : (["agent"] as const);
  const watching = me.role !== "agent";
  const pages = [
    ...desk,
    ...(watching ? (["board"] as const) : []),
    ...(["calls", "missed", "customers"] as const),
    ...(watching ? (["incidents", "numbers"] as const) : []),
  ];
  const here = WITHIN[route.page] ?? route.page;
  return (
    <nav class="menu" aria-label={t("app.nav")}>
      {pages.map((page) => (
        <a key={page} href={`/${page}`} aria-current={here === page ? "page" : undefined}>
          {t(PAGE_NAMES[page])}
        </a>
      ))}
    </nav>
  );
}

const SHAPE = { connecting: "○", live: "●", lost: "▲", stopped: "■" } as const;

function ConnChip(): JSX.Element {
  const { t } = useApp().i18n;
  const { s } = useDesk().conn.value;
  const text = {
    connecting: "conn.connecting",
    live: "conn.live",
    lost: "conn.connecting",
    stopped: "conn.signedOut",
  } as const;
  return (
    <span class={`conn conn-${s}`}>
      <span aria-hidden="true">{SHAPE[s]}</span> <span class="conn-text">{t(text[s])}</span>
    </span>
  );
}

/** Language and appearance, also before signing in. */
export function Looks(): JSX.Element {
  const { i18n, prefs } = useApp();
  const { t } = i18n;
  return (
    <div class="looks">
      <SelectField
        label={t("app.language")}
        hideLabel
        value={prefs.lang.value}
        onChange={(lang) => {
          prefs.lang.value = lang as Lang;
        }}
      >
        <option value="tr">Türkçe</option>
        <option value="en">English</option>
      </SelectField>
      <SelectField
        label={t("app.theme")}
        hideLabel
        value={prefs.theme.value}
        onChange={(theme) => {
          prefs.theme.value = theme as Theme;
        }}
      >
        {(["auto", "light", "dark"] as const).map((theme) => (
          <option key={theme} value={theme}>
            {t(`app.theme.${theme}`)}
          </option>
        ))}
      </SelectField>
    </div>
  );
}
