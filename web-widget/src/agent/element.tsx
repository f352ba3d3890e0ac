import { effect } from "@preact/signals";
import { render } from "preact";
import { type AgentView, emptyAgentView } from "../core/agent-view";
import { Desk } from "../core/desk";
import { I18n, type Lang } from "../core/i18n";
import { type Prefs, plainPrefs, type Theme } from "../core/prefs";
import { Rest } from "../core/rest";
import { feedUrl, openWebSocket } from "../core/socket";
import { VERSION } from "../core/version";
import type { AgentState } from "../protocol/AgentState";
import baseCss from "../ui/base.css?inline";
import tokensCss from "../ui/tokens.css?inline";
import agentCss from "./agent.css?inline";
import elementCss from "./element.css?inline";
import { changesOf } from "./element-events";
import { EmbedView } from "./embed-view";

/** Gives the token with which the embedding company vouches for its agent. */
export type TokenProvider = () => Promise<string>;

/**
 * The agent's desk on somebody else's page.
 *
 * Attributes: `server` (origin of Santral), `lang` (`tr`, `en`), `theme` (`auto`, `light`, `dark`),
 * `mode` (`dock`, `inline`, `compact`), `ring` (`on`, `off`).
 * Property: `tokenProvider`; the element connects once it has one. Method: `setState`, `snapshot`.
 *
 * Events, all bubbling and composed: `cti:ready`, `cti:conn`, `cti:state`, `cti:call`, `cti:pop`
 * (cancelable), `cti:wrapup`, `cti:error`.
 *
 * Parts: `column`, `state`, `call`, `customer`. Colours are custom properties, see ui/tokens.css.
 *
 * It never takes the focus, never scrolls and never navigates the page it stands on.
 */
export class CtiAgentElement extends HTMLElement {
  static readonly observedAttributes = ["lang", "theme", "ring", "server"];

  #token: TokenProvider | null = null;
  #desk: Desk | null = null;
  #prefs: Prefs = plainPrefs("tr", "auto", false);
  #stop: (() => void)[] = [];

  get tokenProvider(): TokenProvider | null {
    return this.#token;
  }

  set tokenProvider(provider: TokenProvider | null) {
    this.#token = provider;
    if (this.isConnected) this.#restart();
  }

  connectedCallback(): void {
    upgradeProperty(this, "tokenProvider");
    this.#readAttributes();
    this.#restart();
  }

  disconnectedCallback(): void {
    this.#end();
  }

  attributeChangedCallback(name: string, before: string | null, after: string | null): void {
    if (before === after) return;
    this.#readAttributes();
    if (name === "server" && this.isConnected) this.#restart();
  }

  /** Chooses a state, as the select does. Resolves to whether the server accepted it. */
  async setState(state: AgentState, reason: string | null = null): Promise<boolean> {
    const reply = await this.#desk?.run({ op: "agent.state", d: { state, reason } });
    return reply?.ok ?? false;
  }

  /** What the element knows now; a copy. */
  snapshot(): AgentView {
    return structuredClone(this.#desk?.agent.value ?? emptyAgentView);
  }

  #readAttributes(): void {
    const lang = this.getAttribute("lang");
    const theme = this.getAttribute("theme");
    this.#prefs.lang.value = (lang === "en" ? "en" : "tr") satisfies Lang;
    this.#prefs.theme.value = (theme === "light" || theme === "dark" ? theme : "auto") satisfies Theme;
    this.#prefs.ring.value = this.getAttribute("ring") === "on";
  }

  #restart(): void {
    this.#end();
    const token = this.#token;
    const server = this.getAttribute("server");
    if (!token || server === null) return;
    this.#begin(token, server.replace(/\/+$/, ""));
  }

  #begin(token: TokenProvider, server: string): void {
    const i18n = new I18n(this.#prefs.lang);
    const rest = new Rest(server, { kind: "bearer", token });
    const desk = new Desk({
      url: feedUrl(server),
      name: "embed",
      version: VERSION,
      lang: () => this.#prefs.lang.value,
      want: ["agent"],
      who: server,
      ticket: () => rest.ticket().then((t) => t.ticket, this.#refused),
      open: openWebSocket,
    });
    this.#desk = desk;
    this.#stop.push(this.#mount({ app: { i18n, rest, prefs: this.#prefs }, desk }), this.#tell(desk));
    desk.start();
  }

  #mount(props: Parameters<typeof EmbedView>[0]): () => void {
    const shadow = this.shadowRoot ?? this.attachShadow({ mode: "open" });
    shadow.adoptedStyleSheets = [tokensCss, baseCss, agentCss, elementCss].map(sheetOf);
    void import("./details-sheet").then(({ detailsCss }) => shadow.adoptedStyleSheets.push(sheetOf(detailsCss)));
    render(<EmbedView {...props} />, shadow);
    return () => render(null, shadow);
  }

  /** Turns what changes inside into events for the page outside. */
  #tell(desk: Desk): () => void {
    let before: AgentView = emptyAgentView;
    let conn = "";
    return effect(() => {
      const now = desk.agent.value;
      const state = desk.conn.value.s;
      if (state !== conn) this.#emit("cti:conn", { state });
      if (state === "live" && conn !== "live") this.#emit("cti:ready", {});
      conn = state;
      for (const { name, detail, cancelable } of changesOf(before, now)) this.#emit(name, detail, cancelable);
      before = now;
    });
  }

  #emit(name: string, detail: unknown, cancelable = false): void {
    this.dispatchEvent(new CustomEvent(name, { detail, cancelable, bubbles: true, composed: true }));
  }

  readonly #refused = (error: unknown): never => {
    this.#emit("cti:error", { message: error instanceof Error ? error.message : String(error) });
    throw error;
  };

  #end(): void {
    for (const stop of this.#stop.splice(0)) stop();
    this.#desk?.stop();
    this.#desk = null;
  }
}

function sheetOf(css: string): CSSStyleSheet {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css);
  return sheet;
}

/** A page may set the property before the element is defined; then it hides the accessor. */
function upgradeProperty(element: CtiAgentElement, name: "tokenProvider"): void {
  if (!Object.hasOwn(element, name)) return;
  const value = element[name];
  Reflect.deleteProperty(element, name);
  element[name] = value;
}
