import type { JSX } from "preact";
import { useEffect, useMemo, useState } from "preact/hooks";
import { Desk } from "../core/desk";
import { register } from "../core/i18n";
import { ProblemError } from "../core/rest";
import { feedUrl, openWebSocket } from "../core/socket";
import { clockText, tick } from "../core/time";
import { VERSION } from "../core/version";
import type { Board } from "../protocol/Board";
import type { WsTicket } from "../protocol/WsTicket";
import { type App, DeskContext, useApp, useDesk } from "../ui/app";
import { Empty, Skeleton } from "../ui/pieces";
import { WallAgents } from "./wall-agents";
import { wallDict } from "./wall-dict";
import { WallQueue } from "./wall-queue";

register(wallDict);

/** What stands in the display's address: the token of its view, and how often the queues change places. */
type Address = { token: string | null; rotateS: number };

/** A board for a wall: it can do nothing, and shows what its token's view has. */
export function WallPage(): JSX.Element {
  const app = useApp();
  const address = useMemo(readAddress, []);
  const desk = useMemo(() => newDesk(app, address.token), [app, address]);
  useEffect(() => {
    desk.start();
    return () => desk.stop();
  }, [desk]);
  return (
    <DeskContext.Provider value={desk}>
      <Wall rotateS={address.rotateS} />
    </DeskContext.Provider>
  );
}

function Wall({ rotateS }: { rotateS: number }): JSX.Element {
  const { t } = useApp().i18n;
  const desk = useDesk();
  const board = desk.board.value;
  const stopped = desk.conn.value.s === "stopped";
  const old = useAge(board);
  return (
    <main class={`wall${old ? " is-old" : ""}`}>
      <h1 class="sr">{t("wall.title")}</h1>
      {stopped && <Empty icon="lock" title={t("wall.closed")} />}
      {!stopped && old && (
        <p class="wall-old" role="alert">
          ■ {t("wall.old", old)}
        </p>
      )}
      {!stopped && (board ? <Floor board={board} rotateS={rotateS} /> : <Skeleton lines={6} />)}
    </main>
  );
}

function Floor({ board, rotateS }: { board: Board; rotateS: number }): JSX.Element {
  const { t } = useApp().i18n;
  const pages = usePages(board.queues.length, rotateS);
  const shown = board.queues.slice(pages.first, pages.first + pages.size);
  if (board.queues.length === 0) return <Empty icon="phone" title={t("wall.none")} />;
  return (
    <>
      <ul class="wall-queues">
        {shown.map((queue) => (
          <WallQueue queue={queue} key={queue.id} />
        ))}
      </ul>
      {pages.all > 1 && <p class="wall-page">{t("wall.page", { n: pages.n + 1, all: pages.all })}</p>}
      <WallAgents agents={board.agents} />
    </>
  );
}

/** Since when the figures are old, and why; null while they are live. */
function useAge(board: Board | null): { why: string; age: string } | null {
  const desk = useDesk();
  const { t } = useApp().i18n;
  const conn = desk.conn.value;
  tick().value;
  if (conn.s === "lost") return { why: t("wall.lost"), age: clockText(Date.now() - conn.since) };
  const down = board?.links.find((link) => !link.up);
  return down ? { why: t("wall.pbxDown"), age: clockText(desk.clock.since(down.since)) } : null;
}

/** A queue's card takes at least so much room, CSS pixels. */
const CARD_WIDTH = 460;
const CARD_HEIGHT = 330;

type Pages = { n: number; all: number; first: number; size: number };

/** Which queues are shown: all of them, or as many as fit at a time where they take turns. */
function usePages(queues: number, rotateS: number): Pages {
  const [turn, setTurn] = useState(0);
  useEffect(() => {
    if (rotateS === 0) return undefined;
    const timer = setInterval(() => setTurn((n) => n + 1), rotateS * 1_000);
    return () => clearInterval(timer);
  }, [rotateS]);
  const fit = Math.max(1, Math.floor(innerWidth / CARD_WIDTH)) * Math.max(1, Math.floor(innerHeight / CARD_HEIGHT));
  const size = rotateS === 0 ? queues : fit;
  const all = Math.max(1, Math.ceil(queues / Math.max(1, size)));
  const n = turn % all;
  return { n, all, first: n * size, size };
}

function readAddress(): Address {
  const query = new URLSearchParams(location.search);
  const rotate = Number(query.get("rotate"));
  return { token: query.get("token"), rotateS: Number.isFinite(rotate) && rotate >= 1 ? rotate : 0 };
}

/** Without a token it is a supervisor's own view, by her session. */
function newDesk(app: App, token: string | null): Desk {
  const ask = (): Promise<WsTicket> =>
    token === null ? app.rest.ticket() : app.rest.ask<WsTicket>("POST", "wall-ticket", { token });
  return new Desk({
    url: feedUrl(""),
    name: "console",
    version: VERSION,
    lang: () => app.i18n.lang.value,
    want: ["board"],
    who: `wall ${token ?? ""}`,
    ticket: () => ask().then((t) => t.ticket, closedOr),
    open: openWebSocket,
  });
}

/** A token that opens nothing is the end; any other trouble is worth another try. */
function closedOr(error: unknown): null {
  if (error instanceof ProblemError && error.problem.status === 401) return null;
  throw error;
}
