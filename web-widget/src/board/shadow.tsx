import type { JSX } from "preact";
import { register } from "../core/i18n";
import type { ShadowQueue } from "../protocol/ShadowQueue";
import type { ShadowReport } from "../protocol/ShadowReport";
import { useApp } from "../ui/app";
import { Button } from "../ui/button";
import { Skeleton } from "../ui/pieces";
import { problemText, useAsk } from "../ui/use-ask";
import { shadowDict } from "./shadow-dict";

register(shadowDict);

/** What the core would have decided beside the PBXs' own queues. */
export function ShadowView(): JSX.Element {
  const { rest, i18n } = useApp();
  const { data, error, busy, again } = useAsk(() => rest.ask<ShadowReport>("GET", "shadow"), [rest]);
  if (error) {
    return (
      <p class="error" role="alert">
        {problemText(error, i18n)}
      </p>
    );
  }
  if (!data) return <Skeleton lines={4} />;
  if (data.queues.length === 0) return <p class="quiet">{i18n.t("shadow.none")}</p>;
  return (
    <div class="stack">
      <p class="quiet">
        {i18n.label(data.method)} ({i18n.t("shadow.since", { at: i18n.moment(data.since) })})
      </p>
      <Queues queues={data.queues} />
      <Recent report={data} />
      <Button phase={busy ? "busy" : "idle"} onClick={again}>
        {i18n.t("board.shadowAgain")}
      </Button>
    </div>
  );
}

const HEADS = [
  "shadow.judged",
  "shadow.median",
  "shadow.sooner",
  "shadow.later",
  "shadow.same",
  "shadow.nobody",
  "shadow.gaveUp",
] as const;

function Queues({ queues }: { queues: ShadowQueue[] }): JSX.Element {
  const { t, number, percent } = useApp().i18n;
  const difference = useDifference();
  const share = (value: number | null): string => (value === null ? "–" : percent(value));
  return (
    <section class="table-wrap" tabIndex={0} aria-label={t("board.shadow")}>
      <table class="table">
        <thead>
          <tr>
            <th scope="col">{t("board.queue")}</th>
            {HEADS.map((key) => (
              <th scope="col" class="num" key={key}>
                {t(key)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {queues.map((queue) => (
            <tr key={queue.id}>
              <th scope="row">{queue.id}</th>
              <td class="num">{number(queue.judged)}</td>
              <td class="num">{difference(queue.median_sooner_ms)}</td>
              <td class="num">{share(queue.sooner_percent)}</td>
              <td class="num">{share(queue.later_percent)}</td>
              <td class="num">{share(queue.same_agent_percent)}</td>
              <td class="num">{number(queue.nobody)}</td>
              <td class="num">
                {number(queue.gave_up)} ({number(queue.gave_up_offered)})
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function Recent({ report }: { report: ShadowReport }): JSX.Element | null {
  const { i18n, links } = useApp();
  const { t } = i18n;
  const difference = useDifference();
  if (report.recent.length === 0) return null;
  return (
    <section class="table-wrap" tabIndex={0} aria-label={t("shadow.recent")}>
      <table class="table">
        <caption class="sr">{t("shadow.recent")}</caption>
        <thead>
          <tr>
            <th scope="col">{t("calls.time")}</th>
            <th scope="col">{t("board.queue")}</th>
            <th scope="col">{t("shadow.got")}</th>
            <th scope="col">{t("shadow.would")}</th>
            <th scope="col" class="num">
              {t("shadow.by")}
            </th>
          </tr>
        </thead>
        <tbody>
          {report.recent.slice(0, 20).map((call) => (
            <tr key={call.call_id}>
              <td>
                <a href={links?.call(call.call_id)}>{i18n.moment(call.joined_at)}</a>
              </td>
              <td>{call.queue}</td>
              <td>{call.got ?? t("shadow.gaveUpOne")}</td>
              <td>{call.would ?? "–"}</td>
              <td class="num">{difference(call.sooner_ms)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

/** A difference in words: the sign alone would be easily missed. */
function useDifference(): (ms: number | null) => string {
  const { t, number } = useApp().i18n;
  return (ms) => {
    if (ms === null) return "–";
    const s = number(Math.round(Math.abs(ms) / 100) / 10);
    return ms < 0 ? t("shadow.byLater", { s }) : t("shadow.bySooner", { s });
  };
}
