import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { DeskItem } from "../core/agent-view";
import type { NextState } from "../protocol/NextState";
import type { Session } from "../protocol/Session";
import type { Severity } from "../protocol/Severity";
import { useApp, useDesk } from "../ui/app";
import { Button } from "../ui/button";
import { Choice } from "../ui/choice";
import { SelectField, TextField } from "../ui/field";
import { useCommand } from "../ui/use-command";
import { useDraft } from "./use-draft";

/** More outcomes than this are a list to choose from, fewer are pills to press. */
const PILLS_MAX = 6;
const NOTE_MAX = 4_000;

/**
 * What the agent says about the call. The note of the conversation and the note of the wrap-up are
 * one text in one field, which stays in place when the caller hangs up in mid-sentence.
 */
export function WorkForm({ item, session }: { item: DeskItem; session: Session }): JSX.Element {
  const { i18n } = useApp();
  const { t, label } = i18n;
  const wrapping = item.stage === "wrap_up";
  const { draft, edit, kept, forget } = useDraft(item.callId);
  const options = session.dispositions.map((d) => ({
    value: d.id,
    text: label(d.label),
    group: d.group && label(d.group),
  }));
  return (
    <div class="work">
      {wrapping && options.length > 0 && (
        <Disposition options={options} value={draft.disposition} onChange={(disposition) => edit({ disposition })} />
      )}
      {wrapping && (
        <Choice
          legend={t("wrap.solved")}
          options={[
            { value: "yes", text: t("wrap.yes") },
            { value: "no", text: t("wrap.no") },
          ]}
          value={draft.solved === null ? null : draft.solved ? "yes" : "no"}
          onChange={(value) => edit({ solved: value === "yes" })}
        />
      )}
      {wrapping && <Afterwards draft={draft} edit={edit} />}
      <TextField
        key="note"
        label={t("wrap.note")}
        rows={wrapping ? 4 : 3}
        maxLength={NOTE_MAX}
        placeholder={t("wrap.notePlaceholder")}
        value={draft.note}
        onInput={(note) => edit({ note })}
      />
      {wrapping && (
        <Finish
          item={item}
          session={session}
          draft={draft}
          needsOutcome={options.length > 0}
          onSaved={forget}
          kept={kept}
        />
      )}
    </div>
  );
}

type Option = { value: string; text: string; group: string | null };

type DispositionProps = {
  options: Option[];
  value: string | null;
  onChange: (id: string) => void;
};

function Disposition({ options, value, onChange }: DispositionProps): JSX.Element {
  const { t } = useApp().i18n;
  const grouped = options.some((option) => option.group !== null);
  if (options.length <= PILLS_MAX && !grouped) {
    return <Choice legend={t("wrap.disposition")} options={options} value={value} onChange={onChange} />;
  }
  return (
    <SelectField label={t("wrap.disposition")} value={value ?? ""} onChange={onChange}>
      <option value="" disabled>
        {t("wrap.noDisposition")}
      </option>
      {heads(options).map((head) =>
        head === null ? (
          <Options key="" options={options.filter((option) => option.group === null)} />
        ) : (
          <optgroup key={head} label={head}>
            <Options options={options.filter((option) => option.group === head)} />
          </optgroup>
        ),
      )}
    </SelectField>
  );
}

/** The heads of the list in the order they come. */
function heads(options: Option[]): (string | null)[] {
  return [...new Set(options.map((option) => option.group))];
}

function Options({ options }: { options: Option[] }): JSX.Element {
  return (
    <>
      {options.map((option) => (
        <option key={option.value} value={option.value}>
          {option.text}
        </option>
      ))}
    </>
  );
}

const SEVERITIES = ["low", "normal", "high", "urgent"] as const;

/** How bad it was, and when she promised to call again. */
function Afterwards({ draft, edit }: Pick<ReturnType<typeof useDraft>, "draft" | "edit">): JSX.Element {
  const { t } = useApp().i18n;
  const due = (text: string): string | undefined => (text === "" ? undefined : new Date(text).toISOString());
  return (
    <div class="form-row">
      <SelectField
        label={t("wrap.severity")}
        value={draft.severity ?? "normal"}
        onChange={(severity) => edit({ severity: severity as Severity })}
      >
        {SEVERITIES.map((severity) => (
          <option key={severity} value={severity}>
            {t(`wrap.severity.${severity}`)}
          </option>
        ))}
      </SelectField>
      <TextField
        label={t("wrap.followUp")}
        type="datetime-local"
        value={localTime(draft.follow_up_at)}
        onInput={(text) => edit({ follow_up_at: due(text) as string })}
      />
    </div>
  );
}

/** A moment as a field of the browser's own time wants it: `2026-11-25T17:30`. */
function localTime(at: string | undefined): string {
  if (!at) return "";
  const date = new Date(at);
  return new Date(date.getTime() - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}

type FinishProps = {
  item: DeskItem;
  session: Session;
  draft: ReturnType<typeof useDraft>["draft"];
  needsOutcome: boolean;
  onSaved: () => void;
  kept: boolean;
};

/** Saving, and what to be afterwards. */
function Finish({ item, session, draft, needsOutcome, onSaved, kept }: FinishProps): JSX.Element {
  const { i18n } = useApp();
  const desk = useDesk();
  const { run, phase, error } = useCommand();
  const [missing, setMissing] = useState(false);
  const [reason, setReason] = useState(session.reasons[0]?.id ?? null);
  const chosen = session.reasons.find((r) => r.id === reason);
  const off = desk.conn.value.s !== "live";

  const save = async (then: NextState): Promise<void> => {
    setMissing(needsOutcome && draft.disposition === null);
    if (needsOutcome && draft.disposition === null) return;
    // A break is chosen before saving: saving first would make her free for a moment, and a call
    // could slip into it.
    if (then.state === "not_ready" && !(await run({ op: "agent.state", d: then }))) return;
    if (!(await run({ op: "wrapup.save", d: { call_id: item.callId, ...draft, finish: true } }))) return;
    onSaved();
    if (then.state === "available") void desk.run({ op: "agent.state", d: then });
  };

  return (
    <div class="finish">
      <p class="finish-note" aria-live="polite">
        {missing && draft.disposition === null ? (
          <span class="error">{i18n.t("wrap.needDisposition")}</span>
        ) : error ? (
          <span class="error">{i18n.label(error)}</span>
        ) : (
          kept && i18n.t("wrap.draftKept")
        )}
      </p>
      <div class="finish-buttons">
        <Button
          kind="primary"
          phase={phase}
          disabled={off}
          onClick={() => void save({ state: "available", reason: null })}
        >
          {i18n.t("wrap.saveReady")}
        </Button>
        {chosen && (
          <span class="split">
            <Button phase={phase} disabled={off} onClick={() => void save({ state: "not_ready", reason: chosen.id })}>
              {i18n.t("wrap.saveThen", { state: i18n.label(chosen.label).toLocaleLowerCase(i18n.lang.value) })}
            </Button>
            {session.reasons.length > 1 && (
              <SelectField label={i18n.t("wrap.breakReason")} hideLabel value={chosen.id} onChange={setReason}>
                {session.reasons.map((r) => (
                  <option key={r.id} value={r.id}>
                    {i18n.label(r.label)}
                  </option>
                ))}
              </SelectField>
            )}
          </span>
        )}
      </div>
    </div>
  );
}
