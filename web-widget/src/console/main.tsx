import { render } from "preact";
import "../ui/tokens.css";
import "../ui/base.css";
import "../ui/details.css";
import "../ui/card.css";
import "../agent/agent.css";
import "../board/board.css";
import "./console.css";
import "../wall/wall.css";
import { effect } from "@preact/signals";
import { detailsDict } from "../agent/details-dict";
import { I18n, register } from "../core/i18n";
import { loadPrefs } from "../core/prefs";
import { Rest } from "../core/rest";
import { type App, AppContext } from "../ui/app";
import { lazy } from "../ui/lazy";
import { consoleDict } from "./dict";
import { Root } from "./root";
import { startRouter } from "./router";

register(detailsDict);
register(consoleDict);

/** What hangs on a wall is nobody's console: it has no sign-in and is fetched apart. */
const Wall = lazy<object>(() => import("../wall/wall").then((m) => m.WallPage));

const prefs = loadPrefs();
const app: App = {
  prefs,
  i18n: new I18n(prefs.lang),
  rest: new Rest("", { kind: "cookie" }),
  links: {
    customer: (id) => `/customers/${encodeURIComponent(id)}`,
    call: (id) => `/calls/${encodeURIComponent(id)}`,
  },
};

effect(() => {
  document.documentElement.lang = prefs.lang.value;
  document.documentElement.setAttribute("theme", prefs.theme.value);
});

startRouter();
const place = document.getElementById("app");
if (place) {
  render(
    <AppContext.Provider value={app}>{location.pathname === "/wall" ? <Wall.View /> : <Root />}</AppContext.Provider>,
    place,
  );
}
