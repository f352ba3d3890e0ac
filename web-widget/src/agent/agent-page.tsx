import type { JSX } from "preact";
import { useCallback, useEffect, useRef, useState } from "preact/hooks";
import { type DeskItem, deskItems } from "../core/agent-view";
import { Announcer } from "../ui/announcer";
import { useApp, useDesk } from "../ui/app";
import { ConnNotice } from "../ui/conn-notice";
import { Empty, Skeleton } from "../ui/pieces";
import { CallCard } from "./call-card";
import { Idle } from "./idle";
import { LazyPanel, LazyRecent, preloadDetails } from "./lazy-details";
import { Notices } from "./notices";
import { useShortcuts } from "./shortcuts";
import { StateBar } from "./state-bar";
import { queueOf, spokenName } from "./who";

/**
 * The agent's desk: the column of calls and, where there is room, the customer beside it. Nothing in
 * here takes the focus, scrolls or navigates when a call comes in.
 */
export function AgentPage(): JSX.Element {
  const desk = useDesk();
  const root = useRef<HTMLDivElement>(null);
  useShortcuts(useCallback(() => root.current, []));
  const view = desk.agent.value;
  const live = desk.conn.value.s === "live";
  useEffect(() => {
    if (live) preloadDetails();
  }, [live]);
  const items = deskItems(view);
  const panel = usePanel(items);
  return (
    <div class="agent-page" ref={root}>
      <div class="agent-grid">
        <RingAnnouncer item={items.find((item) => item.stage === "ringing" && item.pop !== null)} />
        {view.session === null ? (
          <div class="desk-column">
            <ConnNotice />
            <Skeleton lines={5} />
          </div>
        ) : (
          <div class="desk-column" part="column">
            <StateBar session={view.session} />
            <Notices view={view} session={view.session} />
            {items.map((item) => (
              <CallCard
                key={item.callId}
                item={item}
                session={view.session as NonNullable<typeof view.session>}
                selected={items.length > 1 && item.callId === panel.selected}
                onSelect={() => panel.select(item.callId)}
              />
            ))}
            {items.length === 0 && <Idle session={view.session} />}
          </div>
        )}
        <Beside items={items} panel={panel} />
      </div>
    </div>
  );
}

function Beside({ items, panel }: { items: DeskItem[]; panel: Panel }): JSX.Element {
  const { t } = useApp().i18n;
  return (
    <div class="desk-beside" onFocusIn={panel.onFocusIn} onFocusOut={panel.onFocusOut}>
      {items.map((item) => (
        <div class="panel" key={item.callId} hidden={item.callId !== panel.selected}>
          <LazyPanel.View item={item} />
        </div>
      ))}
      {items.length === 0 && (
        <div class="panel">
          <Empty icon="person" title={t("idle.empty")} />
          <LazyRecent.View turn={panel.emptied} />
        </div>
      )}
    </div>
  );
}

type Panel = {
  selected: string | null;
  emptied: number;
  select: (callId: string) => void;
  onFocusIn: () => void;
  onFocusOut: () => void;
};

/**
 * Which call's customer is shown: the one pressed, else the topmost. While somebody works in the
 * panel it stays, so that a second call cannot take a half-typed form away.
 */
function usePanel(items: DeskItem[]): Panel {
  const [, redraw] = useState(0);
  const pressed = useRef<string | null>(null);
  const known = useRef<ReadonlySet<string>>(new Set());
  const working = useRef(false);
  const shown = useRef<string | null>(null);
  const emptied = useRef(0);
  const has = (id: string | null): boolean => id !== null && items.some((item) => item.callId === id);
  const held = working.current && has(shown.current) ? shown.current : null;
  // A call that has just come in is worth seeing more than the one pressed before.
  if (items.some((item) => !known.current.has(item.callId))) pressed.current = null;
  known.current = new Set(items.map((item) => item.callId));
  const selected = held ?? (has(pressed.current) ? pressed.current : (items[0]?.callId ?? null));
  if (selected === null && shown.current !== null) emptied.current += 1;
  shown.current = selected;
  return {
    selected,
    emptied: emptied.current,
    select: (callId) => {
      if (callId === shown.current) return;
      working.current = false;
      pressed.current = callId;
      redraw((n) => n + 1);
    },
    onFocusIn: () => {
      working.current = true;
    },
    onFocusOut: () => {
      working.current = false;
    },
  };
}

function RingAnnouncer({ item }: { item: DeskItem | undefined }): JSX.Element {
  const { i18n } = useApp();
  if (!item) return <Announcer id={null} text="" />;
  const queue = queueOf(item);
  const text = i18n.t("call.announce", { who: spokenName(item, i18n), queue: queue ? i18n.label(queue.label) : "" });
  return <Announcer id={item.callId} text={text} />;
}
