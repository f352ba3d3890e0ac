import type { JSX } from "preact";
import { waitLevel } from "../core/board-view";
import { clockText, tick } from "../core/time";
import type { Board } from "../protocol/Board";
import type { QueueRow } from "../protocol/QueueRow";
import { useApp, useDesk } from "../ui/app";
import { LevelMark } from "../ui/level";
import { Notice, Skeleton } from "../ui/pieces";
import { AgentList } from "./agent-list";
import { PbxQueues } from "./pbx-queues";
import { QueueTable } from "./queue-table";
import { ShadowSection } from "./shadow-section";

/** The live board. It never shows old figures as if they were live. */
export function BoardPage(): JSX.Element {
  const desk = useDesk();
  const { t } = useApp().i18n;
  const board = desk.board.value;
  return (
    <div class={`board${isStale(desk.conn.value.s, board) ? " is-stale" : ""}`}>
      <h1 class="sr">{t("nav.board")}</h1>
      {board === null ? (
        <Skeleton lines={8} />
      ) : (
        <>
          <Stale board={board} />
          <Summary board={board} />
          <section class="board-section">
            <div class="section-head">
              <h2>{t("board.queues")}</h2>
            </div>
            <QueueTable queues={board.queues} formula={board.service_level_formula} />
          </section>
          <PbxQueues queues={board.pbx_queues} />
          {board.pbx_queues.length > 0 && <ShadowSection />}
          <AgentList agents={board.agents} queues={board.queues} />
        </>
      )}
    </div>
  );
}

function isStale(conn: string, board: Board | null): boolean {
  return conn === "lost" || conn === "stopped" || (board?.links.some((link) => !link.up) ?? false);
}

/** Why the figures may be old, and by how much. */
function Stale({ board }: { board: Board }): JSX.Element | null {
  const desk = useDesk();
  const { t } = useApp().i18n;
  const conn = desk.conn.value;
  tick().value;
  const seconds = (ms: number): number => Math.round(Math.max(0, ms) / 1_000);
  return (
    <div class="notices">
      {conn.s === "lost" && (
        <div class="appear-late">
          <Notice tone="warn">{t("board.stale", { s: seconds(Date.now() - conn.since) })}</Notice>
        </div>
      )}
      {board.links
        .filter((link) => !link.up)
        .map((link) => (
          <Notice tone="error" key={link.pbx}>
            {t("board.linkDown", { pbx: link.pbx, why: link.detail ?? "–" })} ·{" "}
            {t("board.stale", { s: seconds(desk.clock.since(link.since)) })}
          </Notice>
        ))}
    </div>
  );
}

/** The whole floor in one line: who waits, how long, who is free. */
function Summary({ board }: { board: Board }): JSX.Element {
  const { t, number } = useApp().i18n;
  const signedIn = board.agents.filter((a) => a.state !== "offline");
  const count = (state: string): number => signedIn.filter((a) => a.state === state).length;
  return (
    <dl class="summary">
      <Figure name={t("board.waiting")} value={number(board.queues.reduce((n, q) => n + q.waiting, 0))} />
      <div class="summary-figure">
        <dt>{t("board.longest")}</dt>
        <dd>
          <LongestOfAll queues={board.queues} />
        </dd>
      </div>
      <Figure name={t("state.available")} value={number(count("available"))} />
      <Figure name={t("state.on_call")} value={number(count("on_call") + count("ringing"))} />
      <Figure name={t("state.wrap_up")} value={number(count("wrap_up"))} />
      <Figure name={t("state.not_ready")} value={number(count("not_ready"))} />
    </dl>
  );
}

function Figure({ name, value }: { name: string; value: string }): JSX.Element {
  return (
    <div class="summary-figure">
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}

function LongestOfAll({ queues }: { queues: QueueRow[] }): JSX.Element {
  const { clock } = useDesk();
  tick().value;
  const oldest = queues
    .flatMap((q) => (q.oldest_at ? [{ ms: clock.since(q.oldest_at), within: q.service_level.within_s }] : []))
    .sort((a, b) => b.ms - a.ms)[0];
  if (!oldest) return <span class="zero">–</span>;
  return (
    <span class="figure">
      {clockText(oldest.ms)} <LevelMark level={waitLevel(oldest.ms, oldest.within)} />
    </span>
  );
}
