import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { useApp } from "../ui/app";
import { Button } from "../ui/button";
import { CheckField } from "../ui/field";
import { Skeleton } from "../ui/pieces";
import { useAsk } from "../ui/use-ask";
import { ProblemLine, useSend } from "../ui/use-send";
import { cardRest, type Questions } from "./card-rest";

/** Makes sure of the caller by questions; the server opens what waits for that. */
export function Verify({ callId }: { callId: string }): JSX.Element {
  const { t } = useApp().i18n;
  const [open, setOpen] = useState(false);
  return (
    <div class="verify">
      <Button icon="lock" pressed={open} onClick={() => setOpen(!open)}>
        {t("card.verify")}
      </Button>
      {open && <Asked callId={callId} />}
    </div>
  );
}

function Asked({ callId }: { callId: string }): JSX.Element {
  const { rest } = useApp();
  const { data, error } = useAsk(() => cardRest.questions(rest), [rest]);
  if (error) return <ProblemLine error={error} />;
  return data ? <Answers callId={callId} questions={data} /> : <Skeleton lines={3} />;
}

function Answers({ callId, questions }: { callId: string; questions: Questions }): JSX.Element {
  const { rest, i18n } = useApp();
  const { t, label } = i18n;
  const [right, setRight] = useState<ReadonlySet<string>>(new Set());
  const { send, phase, error } = useSend();
  const few = right.size < Math.max(1, questions.least);
  const mark = (id: string, answered: boolean): void => {
    const next = new Set(right);
    if (answered) next.add(id);
    else next.delete(id);
    setRight(next);
  };
  const submit = (event: Event): void => {
    event.preventDefault();
    if (!few) void send(() => cardRest.verify(rest, callId, [...right]));
  };
  if (questions.items.length === 0) return <p class="quiet">{t("card.noQuestions")}</p>;
  return (
    <form class="form" onSubmit={submit}>
      <fieldset class="questions">
        <legend class="label">{t("card.questions", { n: questions.least })}</legend>
        {questions.items.map((question) => (
          <CheckField
            key={question.id}
            label={label(question.label)}
            checked={right.has(question.id)}
            onChange={(answered) => mark(question.id, answered)}
          />
        ))}
      </fieldset>
      <ProblemLine error={error} />
      <div class="form-actions">
        <Button type="submit" kind="primary" phase={phase} disabled={few}>
          {t("card.verifyNow")}
        </Button>
      </div>
    </form>
  );
}
