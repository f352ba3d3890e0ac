import type { ComponentChildren, JSX } from "preact";
import { phoneText } from "../core/phone";
import type { CustomerKind } from "../protocol/CustomerKind";
import { useApp } from "./app";
import { Icon, type IconName } from "./icon";

/** A telephone number as people read it; it never breaks in the middle. */
export function Phone({ number }: { number: string }): JSX.Element {
  return <span class="phone">{phoneText(number)}</span>;
}

/** Initials in a round for a person, a house for a company. */
export function Avatar({ name, kind }: { name: string; kind: CustomerKind }): JSX.Element {
  return (
    <span class={`avatar avatar-${kind}`} aria-hidden="true">
      {kind === "company" ? <Icon name="company" /> : initials(name) || <Icon name="person" />}
    </span>
  );
}

/** First letters of the first and the last word, in Turkish capitals. */
export function initials(name: string): string {
  const letters = name.split(/\s+/).map((word) => /^\p{L}/u.exec(word)?.[0] ?? "");
  const found = letters.filter(Boolean);
  return [found[0], found.length > 1 ? found.at(-1) : ""].join("").toLocaleUpperCase("tr");
}

/** A small label. */
export function Badge({
  children,
  tone,
}: {
  children: ComponentChildren;
  tone?: "gold" | "accent" | "ok" | "warn";
}): JSX.Element {
  return <span class={`badge badge-${tone ?? "plain"}`}>{children}</span>;
}

type NoticeProps = {
  tone: "info" | "warn" | "error";
  children: ComponentChildren;
  action?: ComponentChildren;
  icon?: IconName;
  role?: "status" | "alert";
};

/** A strip that says something about the whole page. */
export function Notice({ tone, children, action, icon, role }: NoticeProps): JSX.Element {
  return (
    <div class={`notice notice-${tone}`} role={role}>
      <Icon name={icon ?? (tone === "info" ? "clock" : "warn")} />
      <p>{children}</p>
      {action}
    </div>
  );
}

/** Nothing here yet, and what would be. */
export function Empty({
  icon,
  title,
  children,
}: {
  icon: IconName;
  title: string;
  children?: ComponentChildren;
}): JSX.Element {
  return (
    <div class="empty">
      <span class="empty-icon">
        <Icon name={icon} />
      </span>
      <p class="empty-title">{title}</p>
      {children && <p class="empty-text">{children}</p>}
    </div>
  );
}

/** Grey lines of a card that is still on its way; heights are those of the text to come. */
export function Skeleton({ lines }: { lines: number }): JSX.Element {
  const { t } = useApp().i18n;
  return (
    <div class="skeleton">
      <span class="sr">{t("app.loading")}</span>
      {Array.from({ length: lines }, (_, i) => (
        <span class="skeleton-line" key={i} />
      ))}
    </div>
  );
}
