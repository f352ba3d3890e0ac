import { createContext } from "preact";
import { useContext } from "preact/hooks";
import type { Desk } from "../core/desk";
import type { I18n } from "../core/i18n";
import type { Prefs } from "../core/prefs";
import type { Rest } from "../core/rest";

/** What every view may reach. One of these exists for each console page and each element. */
export type App = {
  i18n: I18n;
  rest: Rest;
  prefs: Prefs;
  /** Where our own pages open a customer or a call; absent in an element on somebody else's page. */
  links?: { customer: (id: string) => string; call: (id: string) => string };
};

export const AppContext = createContext<App | null>(null);
export const DeskContext = createContext<Desk | null>(null);

export function useApp(): App {
  const app = useContext(AppContext);
  if (!app) throw new Error("a view stands outside AppContext");
  return app;
}

export function useDesk(): Desk {
  const desk = useContext(DeskContext);
  if (!desk) throw new Error("a live view stands outside DeskContext");
  return desk;
}
