import type { ReadonlySignal } from "@preact/signals";
import type { detailsDict } from "../agent/details-dict";
import type { shadowDict } from "../board/shadow-dict";
import type { consoleDict } from "../console/dict";
import type { superviseDict } from "../console/supervise-dict";
import type { Label } from "../protocol/Label";
import type { wallDict } from "../wall/wall-dict";
import { deskDict, type Texts } from "./dict";

/** A text's name. */
export type Key =
  | keyof typeof deskDict
  | keyof typeof detailsDict
  | keyof typeof consoleDict
  | keyof typeof shadowDict
  | keyof typeof superviseDict
  | keyof typeof wallDict;

const texts: Record<string, readonly [tr: string, en: string]> = { ...deskDict };

/** Adds the texts that come with a part of the pages; `scripts/i18n.mjs` checks that each part brings its own. */
export function register(more: Texts): void {
  Object.assign(texts, more);
}

/** The languages of the pages. */
export type Lang = "tr" | "en";

const COLUMN: Record<Lang, 0 | 1> = { tr: 0, en: 1 };
const LOCALE: Record<Lang, string> = { tr: "tr-TR", en: "en-GB" };

/** What fills the places of a text. */
export type Params = Record<string, string | number>;

/** Texts, dates and numbers in the language chosen; whoever reads them follows a change of it. */
export class I18n {
  constructor(readonly lang: ReadonlySignal<Lang>) {}

  t = (key: Key, params: Params = {}): string =>
    (texts[key]?.[COLUMN[this.lang.value]] ?? key).replace(/\{(\w+)\}/g, (whole, name: string) =>
      String(params[name] ?? whole),
    );

  /** A text that came from the server in both languages. */
  label = (label: Label): string => label[this.lang.value] || label.tr || label.en;

  /** `22 Kas 14:05`; the year too when it is not this one. */
  moment = (at: string): string => {
    const date = new Date(at);
    const year = date.getFullYear() === new Date().getFullYear() ? {} : ({ year: "numeric" } as const);
    return this.#date(date, { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit", ...year });
  };

  /** `22 Kas 2024`. */
  day = (at: string): string => this.#date(new Date(at), { day: "numeric", month: "short", year: "numeric" });

  /** `14:05:09`. */
  clock = (at: string | number): string =>
    this.#date(new Date(at), { hour: "2-digit", minute: "2-digit", second: "2-digit" });

  /** `%78,4` or `78.4%`. */
  percent = (value: number): string =>
    new Intl.NumberFormat(LOCALE[this.lang.value], { style: "percent", maximumFractionDigits: 1 }).format(value / 100);

  number = (value: number): string => new Intl.NumberFormat(LOCALE[this.lang.value]).format(value);

  #date(date: Date, options: Intl.DateTimeFormatOptions): string {
    if (Number.isNaN(date.getTime())) return "–";
    return new Intl.DateTimeFormat(LOCALE[this.lang.value], { hourCycle: "h23", ...options }).format(date);
  }
}
