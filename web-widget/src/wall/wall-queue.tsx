import type { JSX } from "preact";
import { waitLevel } from "../core/board-view";
import { clockText, tick } from "../core/time";
import type { QueueRow } from "../protocol/QueueRow";
import { useApp, useDesk } from "../ui/app";
import { LevelMark } from "../ui/level";

/** One queue, to be read from the other end of the room. */
export function WallQueue({ queue }: { queue: QueueRow }): JSX.Element {
  const { t, label, number, percent } = useApp().i18n;
  const { clock } = useDesk();
  tick().value;
  const level = queue.service_level;
  const waited = queue.oldest_at === null ? null : clock.since(queue.oldest_at);
  return (
    <li class="wall-queue">
      <h2>{label(queue.label)}</h2>
      <p class="wall-waiting">
        <strong>{number(queue.waiting)}</strong> <span>{t("wall.waiting")}</span>
      </p>
      <dl>
        <div>
          <dt>{t("wall.longest")}</dt>
          <dd>
            {waited === null ? (
              "–"
            ) : (
              <>
                {clockText(waited)} <LevelMark level={waitLevel(waited, level.within_s)} />
              </>
            )}
          </dd>
        </div>
        <div>
          <dt>{t("wall.sl")}</dt>
          <dd>
            {level.percent === null ? (
              "–"
            ) : (
              <>
                {percent(Math.round(level.percent))} <LevelMark level={level.level} />
              </>
            )}
          </dd>
        </div>
      </dl>
      <p class="wall-counts">
        <span>
          <b>{number(queue.agents_available)}</b> {t("wall.ready")}
        </span>
        <span>
          <b>{number(queue.agents_busy)}</b> {t("wall.busy")}
        </span>
        <span>
          <b>{number(queue.agents_not_ready)}</b> {t("wall.notReady")}
        </span>
      </p>
    </li>
  );
}
