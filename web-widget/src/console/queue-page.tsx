import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import { AgentList } from "../board/agent-list";
import { QueueTable } from "../board/queue-table";
import type { WaitingCaller } from "../protocol/WaitingCaller";
import { Since } from "../ui/age";
import { useApp, useDesk } from "../ui/app";
import { Icon } from "../ui/icon";
import { Empty, Phone, Skeleton } from "../ui/pieces";
import { useAsk } from "../ui/use-ask";
import { ProblemLine } from "../ui/use-send";
import { superviseRest } from "./supervise-rest";

/** The line is asked for again so often while somebody looks at it. */
const AGAIN_MS = 2_000;

/** One queue: its figures, who waits and why, and who could serve them. */
export function QueuePage({ id }: { id: string }): JSX.Element {
  const { t, label } = useApp().i18n;
  const board = useDesk().board.value;
  const queue = board?.queues.find((row) => row.id === id);
  return (
    <div class="board">
      <a class="back" href="/board">
        <Icon name="back" /> {t("line.back")}
      </a>
      {board === null && <Skeleton lines={8} />}
      {board !== null && !queue && <Empty icon="search" title={t("line.unknown")} />}
      {board !== null && queue && (
        <>
          <h1>{label(queue.label)}</h1>
          <QueueTable queues={[queue]} formula={board.service_level_formula} />
          <Line id={id} />
          <AgentList agents={board.agents.filter((agent) => agent.queues.includes(id))} queues={board.queues} />
        </>
      )}
    </div>
  );
}

function Line({ id }: { id: string }): JSX.Element {
  const { rest, i18n } = useApp();
  const { t } = i18n;
  const { data, error, again } = useAsk(() => superviseRest.line(rest, id), [rest, id]);
  useEffect(() => {
    const timer = setInterval(again, AGAIN_MS);
    return () => clearInterval(timer);
  }, [again]);
  return (
    <section class="board-section">
      <div class="section-head">
        <h2>{t("line.waiting", { n: data?.waiting ?? 0 })}</h2>
      </div>
      <ProblemLine error={error} />
      {!data && !error && <Skeleton lines={4} />}
      {data?.callers.length === 0 && <p class="quiet">{t("line.nobody")}</p>}
      {data && data.callers.length > 0 && <Callers callers={data.callers} />}
      {data && data.waiting > data.callers.length && <p class="quiet">{t("line.more", { n: data.callers.length })}</p>}
    </section>
  );
}

const HEADS = ["line.since", "calls.caller", "line.priority", "line.stage", "line.why"] as const;

function Callers({ callers }: { callers: WaitingCaller[] }): JSX.Element {
  const { t } = useApp().i18n;
  return (
    <section class="table-wrap" tabIndex={0} aria-label={t("line.waiting", { n: callers.length })}>
      <table class="table">
        <thead>
          <tr>
            <th scope="col" class="num">
              #
            </th>
            {HEADS.map((key) => (
              <th scope="col" key={key}>
                {t(key)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {callers.map((caller, i) => (
            <Caller key={caller.call_id} caller={caller} place={i + 1} />
          ))}
        </tbody>
      </table>
    </section>
  );
}

function Caller({ caller, place }: { caller: WaitingCaller; place: number }): JSX.Element {
  const { i18n, links } = useApp();
  const { t } = i18n;
  const { stage } = caller;
  return (
    <tr>
      <td class="num">{place}</td>
      <td>
        <a href={links?.call(caller.call_id)}>
          <Since at={caller.joined_at} />
        </a>
      </td>
      <th scope="row">
        {caller.customer && <a href={links?.customer(caller.customer.id)}>{caller.customer.name}</a>}{" "}
        <span class={caller.customer ? "quiet" : undefined}>
          {caller.number === null ? t("pop.withheld") : <Phone number={caller.number} />}
        </span>
      </th>
      <td>{caller.priority}</td>
      <td>{stage === null || stage === 0 ? "–" : t("line.stageOf", { n: stage })}</td>
      <td>
        <Why caller={caller} />
      </td>
    </tr>
  );
}

/** The nearest reasons first: who could take the caller soonest. */
function Why({ caller }: { caller: WaitingCaller }): JSX.Element {
  const { t, label } = useApp().i18n;
  if (caller.rings_for.length > 0) return <>{t("line.rings", { who: caller.rings_for.join(", ") })}</>;
  if (caller.standing.length === 0) return <span class="zero">–</span>;
  return (
    <ul class="standing">
      {caller.standing.map(({ text, agents }) => (
        <li key={text.en}>{t("line.standing", { n: agents, how: label(text) })}</li>
      ))}
    </ul>
  );
}
