import type { Key } from "../core/i18n";

/** Names of the pages, for the menu. */
export const PAGE_NAMES = {
  agent: "nav.desk",
  board: "nav.board",
  calls: "nav.calls",
  missed: "nav.missed",
  customers: "nav.customers",
  incidents: "nav.incidents",
  numbers: "nav.numbers",
  account: "nav.account",
} as const satisfies Record<string, Key>;
