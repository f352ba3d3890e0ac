import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { clockText } from "../core/time";
import type { CallRow } from "../protocol/CallRow";
import type { PromisedCall } from "../protocol/PromisedCall";
import { useApp, useDesk } from "../ui/app";
import { Button } from "../ui/button";
import { CheckField } from "../ui/field";
import { Badge, Empty, Skeleton } from "../ui/pieces";
import { useAsk } from "../ui/use-ask";
import { useCommand } from "../ui/use-command";
import { ProblemLine, useSend } from "../ui/use-send";
import { Caller } from "./call-list";
import { type MissedCall, superviseRest } from "./supervise-rest";

/** Callers who gave up waiting, and who of them is still to be called back. */
export function MissedPage(): JSX.Element {
  const { rest, i18n } = useApp();
  const { t } = i18n;
  const [open, setOpen] = useState(true);
  const { data, error, again } = useAsk(() => superviseRest.missed(rest, open), [rest, open]);
  return (
    <div class="page">
      <div class="page-head">
        <h1>{t("nav.missed")}</h1>
        <p class="quiet">{t("missed.lead")}</p>
      </div>
      <div class="missed-head">
        <p role="status">{data && t("missed.open", { n: data.open })}</p>
        <CheckField label={t("missed.onlyOpen")} checked={open} onChange={setOpen} />
      </div>
      <ProblemLine error={error} />
      {data && data.promised.length > 0 && <Promised items={data.promised} onDone={again} />}
      {!data && !error && <Skeleton lines={6} />}
      {data?.items.length === 0 && <Empty icon="phone" title={t("missed.none")} />}
      {data && data.items.length > 0 && <Table items={data.items} onDone={again} />}
    </div>
  );
}

/** Who was promised a call. */
function Promised({ items, onDone }: { items: PromisedCall[]; onDone: () => void }): JSX.Element {
  const { i18n, links } = useApp();
  const { t } = i18n;
  const desk = useDesk();
  return (
    <section class="card">
      <h2>{t("missed.promised")}</h2>
      <ul class="doubles">
        {items.map(({ call, at, severity, note }) => (
          <li class="double" key={call.call_id}>
            <div class="double-head">
              <a href={links?.call(call.call_id)}>{i18n.moment(at)}</a>
              {Date.parse(at) < desk.clock.now() && <span class="bad">{t("missed.due")}</span>}
              <span class="grow">
                <Caller row={call} />
              </span>
              {(severity === "high" || severity === "urgent") && (
                <Badge tone="warn">{t(`wrap.severity.${severity}`)}</Badge>
              )}
              <Acts call={call} onDone={onDone} />
            </div>
            <p class="quiet">{[call.agent, note].filter(Boolean).join(" · ")}</p>
          </li>
        ))}
      </ul>
    </section>
  );
}

const HEADS = ["calls.time", "calls.caller", "board.queue", "calls.wait", "missed.then", "missed.what"] as const;

function Table({ items, onDone }: { items: MissedCall[]; onDone: () => void }): JSX.Element {
  const { t } = useApp().i18n;
  return (
    <section class="table-wrap" tabIndex={0} aria-label={t("nav.missed")}>
      <table class="table">
        <thead>
          <tr>
            {HEADS.map((key) => (
              <th scope="col" key={key} class={key === "calls.wait" ? "num" : undefined}>
                {t(key)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {items.map((missed) => (
            <Line key={missed.call.call_id} missed={missed} onDone={onDone} />
          ))}
        </tbody>
      </table>
    </section>
  );
}

function Line({ missed, onDone }: { missed: MissedCall; onDone: () => void }): JSX.Element {
  const { i18n, links } = useApp();
  const { call, times } = missed;
  return (
    <tr>
      <td>
        <a href={links?.call(call.call_id)}>{i18n.moment(call.started_at)}</a>
      </td>
      <th scope="row">
        <Caller row={call} />
        {times > 1 && <span class="quiet"> {i18n.t("missed.times", { n: times })}</span>}
      </th>
      <td>{call.queue ? i18n.label(call.queue.label) : "–"}</td>
      <td class="num">{call.wait_ms === null ? "–" : clockText(call.wait_ms)}</td>
      <td>
        <Since missed={missed} />
      </td>
      <td>{isOpen(missed) && <Acts call={call} onDone={onDone} />}</td>
    </tr>
  );
}

/** A number that is not shown cannot be called back. */
function isOpen({ call, called_back, came_back_at }: MissedCall): boolean {
  return call.party.number !== null && called_back === null && came_back_at === null;
}

function Since({ missed }: { missed: MissedCall }): JSX.Element {
  const { t, clock } = useApp().i18n;
  const { called_back: back, came_back_at: came } = missed;
  if (isOpen(missed)) return <span class="bad">{t("missed.waits")}</span>;
  return (
    <>
      {back && <span class="fact-line">{t("missed.calledBack", { at: clock(back.at), by: back.by })}</span>}
      {came && <span class="fact-line">{t("missed.cameBack", { at: clock(came) })}</span>}
    </>
  );
}

/** Calling back where the phone can be told to, else saying that it was done. */
function Acts({ call: about, onDone }: { call: CallRow; onDone: () => void }): JSX.Element | null {
  const { rest, i18n } = useApp();
  const { t, label } = i18n;
  const { send, phase, error } = useSend();
  const dial = useCommand();
  const desk = useDesk();
  const { number } = about.party;
  if (number === null) return null;
  const mark = async (): Promise<void> => {
    if (await send(() => superviseRest.calledBack(rest, about.call_id))) onDone();
  };
  const call = async (): Promise<void> => {
    if (await dial.run({ op: "call.dial", d: { number } })) await mark();
  };
  const whom = <span class="sr">: {about.customer?.name ?? number}</span>;
  return (
    <div class="missed-acts">
      {desk.agent.value.session?.may_dial && (
        <Button icon="phone" phase={dial.phase} disabled={desk.conn.value.s !== "live"} onClick={() => void call()}>
          {t("missed.call")}
          {whom}
        </Button>
      )}
      <Button phase={phase} onClick={() => void mark()}>
        {t("missed.mark")}
        {whom}
      </Button>
      {dial.error && (
        <p class="error" role="alert">
          {label(dial.error)}
        </p>
      )}
      <ProblemLine error={error} />
    </div>
  );
}
