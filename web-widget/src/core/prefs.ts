import { type Signal, signal } from "@preact/signals";
import type { Lang } from "./i18n";

/** Light, dark, or what the system says. */
export type Theme = "auto" | "light" | "dark";

/** What a person sets once on this browser. */
export type Prefs = {
  lang: Signal<Lang>;
  theme: Signal<Theme>;
  /** The page rings too. Off by default: most agents have a desk phone that does. */
  ring: Signal<boolean>;
  /** A system notification while the page is not in front. */
  notify: Signal<boolean>;
  /** Keyboard shortcuts; WCAG 2.1.4 asks for a way to turn them off. */
  shortcuts: Signal<boolean>;
};

const PREFIX = "cti.pref.";

/** Preferences kept in this browser. Storage may be forbidden: then they last as long as the page. */
export function loadPrefs(): Prefs {
  const browser: Lang = navigator.language.toLowerCase().startsWith("tr") ? "tr" : "en";
  return {
    lang: kept("lang", browser, (v) => (v === "tr" || v === "en" ? v : undefined)),
    theme: kept<Theme>("theme", "auto", (v) => (v === "auto" || v === "light" || v === "dark" ? v : undefined)),
    ring: kept("ring", false, asBoolean),
    notify: kept("notify", false, asBoolean),
    shortcuts: kept("shortcuts", true, asBoolean),
  };
}

/** Preferences that an embedding page decides; nothing is kept. */
export function plainPrefs(lang: Lang, theme: Theme, ring: boolean): Prefs {
  return {
    lang: signal(lang),
    theme: signal(theme),
    ring: signal(ring),
    notify: signal(false),
    shortcuts: signal(true),
  };
}

const asBoolean = (v: unknown): boolean | undefined => (typeof v === "boolean" ? v : undefined);

/** A value kept in this browser under our own name, as long as it may be. */
export function kept<T>(name: string, fallback: T, read: (value: unknown) => T | undefined): Signal<T> {
  const it = signal<T>(load(name, read) ?? fallback);
  let first = true;
  it.subscribe((value) => {
    if (!first) save(name, value);
    first = false;
  });
  return it;
}

function load<T>(name: string, read: (value: unknown) => T | undefined): T | undefined {
  try {
    return read(JSON.parse(localStorage.getItem(PREFIX + name) ?? "null"));
  } catch {
    return undefined;
  }
}

function save(name: string, value: unknown): void {
  try {
    localStorage.setItem(PREFIX + name, JSON.stringify(value));
  } catch {
    // Storage is full or forbidden; the choice lasts until the page is closed.
  }
}
