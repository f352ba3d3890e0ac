import type { JSX } from "preact";
import { useMemo, useState } from "preact/hooks";
import { clockText } from "../core/time";
import { useApp, useDesk } from "../ui/app";
import { Button } from "../ui/button";
import { Skeleton } from "../ui/pieces";
import { useAsk } from "../ui/use-ask";
import { ProblemLine } from "../ui/use-send";
import { chartOf } from "./span-chart";
import { SpanChartView } from "./span-chart-view";
import { type CallExplanation, superviseRest } from "./supervise-rest";

/** Why a call went where it went. Asked for on request: the server plays the journal again for it. */
export function Why({ callId }: { callId: string }): JSX.Element {
  const { t } = useApp().i18n;
  const [asked, setAsked] = useState(false);
  return (
    <section class="card why-card">
      <h2>{t("why.title")}</h2>
      {asked ? <Answer callId={callId} /> : <Button onClick={() => setAsked(true)}>{t("why.ask")}</Button>}
    </section>
  );
}

function Answer({ callId }: { callId: string }): JSX.Element {
  const { rest, i18n } = useApp();
  const { data, error, again } = useAsk(() => superviseRest.explanation(rest, callId), [rest, callId]);
  if (error) {
    return (
      <div class="stack">
        <ProblemLine error={error} />
        <Button onClick={again}>{i18n.t("app.retry")}</Button>
      </div>
    );
  }
  return data ? <Account account={data} /> : <Skeleton lines={6} />;
}

function Account({ account }: { account: CallExplanation }): JSX.Element {
  const { i18n } = useApp();
  const { t } = i18n;
  const { clock } = useDesk();
  const lang = i18n.lang.value;
  const chart = useMemo(() => chartOf(account, clock.now(), i18n), [account, clock, lang]);
  return (
    <>
      {account.cut && <p class="quiet">{t("why.cut")}</p>}
      <Steps account={account} />
      {chart && (
        <>
          <h3>{t("why.chart")}</h3>
          <SpanChartView chart={chart} />
        </>
      )}
    </>
  );
}

function Steps({ account }: { account: CallExplanation }): JSX.Element {
  const { t, label, clock } = useApp().i18n;
  const { steps } = account;
  const start = Date.parse(steps[0]?.at ?? "");
  if (steps.length === 0) return <p class="quiet">{t("why.nothing")}</p>;
  return (
    <ol class="timeline">
      {steps.map((step, i) => (
        <li class="timeline-item" key={`${step.at}-${i}`}>
          <p class="timeline-head">
            <span class="story-time">{clock(step.at)}</span>
            <span class="quiet">+{clockText(Math.max(0, Date.parse(step.at) - start))}</span>
          </p>
          <p class="timeline-text">{label(step.text)}</p>
        </li>
      ))}
    </ol>
  );
}
