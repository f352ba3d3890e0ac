import type { ComponentChildren, JSX } from "preact";
import { clockText } from "../core/time";
import type { CallStory } from "../protocol/CallStory";
import type { StoryLine } from "../protocol/StoryLine";
import { useApp } from "../ui/app";
import { Button } from "../ui/button";
import { Solved } from "../ui/contacts";
import { Icon } from "../ui/icon";
import { Skeleton } from "../ui/pieces";
import { problemText, useAsk } from "../ui/use-ask";
import { Caller } from "./call-list";
import { Why } from "./explanation";
import { OutcomeText } from "./outcome";
import { TraceCard } from "./trace";

/** One call: what is known of it, what happened to it, how it came to the screens, and for supervisors why. */
export function CallPageView({ id, explained }: { id: string; explained: boolean }): JSX.Element {
  const { rest, i18n } = useApp();
  const { data, error, again } = useAsk(() => rest.call(id), [rest, id]);
  return (
    <div class="page page-narrow">
      <a class="back" href="/calls">
        <Icon name="back" /> {i18n.t("calls.back")}
      </a>
      {error && (
        <div class="stack">
          <p class="error" role="alert">
            {problemText(error, i18n)}
          </p>
          <Button onClick={again}>{i18n.t("app.retry")}</Button>
        </div>
      )}
      {!data && !error && <Skeleton lines={8} />}
      {data && <Story data={data} />}
      {data && <TraceCard callId={id} />}
      {data && explained && <Why callId={id} />}
    </div>
  );
}

function Story({ data }: { data: CallStory }): JSX.Element {
  const { i18n } = useApp();
  const { t } = i18n;
  return (
    <>
      <section class="card">
        <h1>
          <Caller row={data.call} />
        </h1>
        <CallFacts data={data} />
        {data.note && <p class="note-text">{data.note}</p>}
      </section>
      <section class="card">
        <h2>{t("calls.story")}</h2>
        <ol class="timeline story">
          {data.story.map((line, i) => (
            <StoryStep key={`${line.at}-${i}`} line={line} start={data.call.started_at} />
          ))}
        </ol>
      </section>
    </>
  );
}

function CallFacts({ data }: { data: CallStory }): JSX.Element {
  const { i18n } = useApp();
  const { t, label, moment } = i18n;
  const { call } = data;
  const time = (ms: number | null): string | null => (ms === null ? null : clockText(ms));
  return (
    <dl class="facts">
      <Fact name={t("calls.time")}>{moment(call.started_at)}</Fact>
      <Fact name={t("board.queue")}>{call.queue && label(call.queue.label)}</Fact>
      <Fact name={t("board.agent")}>{call.agent}</Fact>
      <Fact name={t("calls.wait")}>{time(call.wait_ms)}</Fact>
      <Fact name={t("calls.talk")}>{time(call.talk_ms)}</Fact>
      <Fact name={t("calls.outcome")}>
        <OutcomeText row={call} />
      </Fact>
      <Fact name={t("wrap.disposition")}>{call.disposition && label(call.disposition)}</Fact>
      <Fact name={t("wrap.solved")}>{data.solved === null ? null : <Solved solved={data.solved} />}</Fact>
    </dl>
  );
}

function Fact({ name, children }: { name: string; children: ComponentChildren }): JSX.Element | null {
  if (children === null) return null;
  return (
    <div class="fact">
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

/** When, how long after the call arrived, and what. */
function StoryStep({ line, start }: { line: StoryLine; start: string }): JSX.Element {
  const { clock, label } = useApp().i18n;
  const after = Math.max(0, Date.parse(line.at) - Date.parse(start));
  return (
    <li class="timeline-item">
      <p class="timeline-head">
        <span class="story-time">{clock(line.at)}</span>
        <span class="quiet">+{clockText(after)}</span>
      </p>
      <p class="timeline-text" title={line.event}>
        {label(line.text)}
      </p>
    </li>
  );
}
