import type { JSX } from "preact";
import { clockText, tick } from "../core/time";
import type { PbxQueueMember } from "../protocol/PbxQueueMember";
import type { PbxQueueRow } from "../protocol/PbxQueueRow";
import { useApp, useDesk } from "../ui/app";

/** The PBXs' own queues, in the PBXs' own counts, with the members nobody of ours sits at. */
export function PbxQueues({ queues }: { queues: PbxQueueRow[] }): JSX.Element | null {
  const { t } = useApp().i18n;
  if (queues.length === 0) return null;
  const heads = ["board.waiting", "board.longest", "board.completed", "board.abandoned", "board.members"] as const;
  return (
    <section class="board-section">
      <div class="section-head">
        <h2>{t("board.pbxQueues")}</h2>
      </div>
      <section class="table-wrap" tabIndex={0} aria-label={t("board.pbxQueues")}>
        <table class="table queue-table">
          <thead>
            <tr>
              <th scope="col">{t("board.queue")}</th>
              {heads.map((key) => (
                <th scope="col" class="num" key={key}>
                  {t(key)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {queues.map((queue) => (
              <Line key={queue.id} queue={queue} />
            ))}
          </tbody>
        </table>
      </section>
    </section>
  );
}

function Line({ queue }: { queue: PbxQueueRow }): JSX.Element {
  const { t, number } = useApp().i18n;
  return (
    <tr>
      <th scope="row">
        {queue.id} <span class="quiet">{queue.strategy}</span>
      </th>
      <td class={`num${queue.waiting > 0 ? " strong" : ""}`} data-name={t("board.waiting")}>
        {number(queue.waiting)}
      </td>
      <td class="num" data-name={t("board.longest")}>
        <Oldest at={queue.oldest_at} />
      </td>
      <td class="num" data-name={t("board.completed")}>
        {number(queue.completed)}
      </td>
      <td class="num" data-name={t("board.abandoned")}>
        {number(queue.abandoned)}
      </td>
      <td data-name={t("board.members")}>
        <details>
          <summary>{t("board.membersOf", { free: free(queue.members), all: queue.members.length })}</summary>
          <ul class="plain-list">
            {queue.members.map((member) => (
              <li key={member.interface}>
                {member.agent ?? member.name} <span class="quiet">{member.interface}</span> · {standing(member, t)}
                {member.agent === null && <span class="quiet"> · {t("board.unmapped")}</span>}
              </li>
            ))}
          </ul>
        </details>
      </td>
    </tr>
  );
}

function free(members: PbxQueueMember[]): number {
  return members.filter((member) => member.state === "free" && !member.paused).length;
}

function standing(member: PbxQueueMember, t: ReturnType<typeof useApp>["i18n"]["t"]): string {
  if (member.paused) return [t("board.paused"), member.paused_reason].filter(Boolean).join(": ");
  return t(`board.seat.${member.state}`);
}

function Oldest({ at }: { at: string | null }): JSX.Element {
  const { clock } = useDesk();
  tick().value;
  return <span class={at ? "figure" : "zero"}>{at ? clockText(clock.since(at)) : "–"}</span>;
}
