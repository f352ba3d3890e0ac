import type { JSX } from "preact";
import type { AgentState } from "../protocol/AgentState";
import type { QueueRow } from "../protocol/QueueRow";
import { useApp } from "../ui/app";
import { SelectField, TextField } from "../ui/field";
import type { Choice, Sort } from "./order";

const STATES: readonly AgentState[] = ["available", "ringing", "on_call", "wrap_up", "not_ready", "offline"];
const SORTS: readonly Sort[] = ["attention", "age", "name"];

type FiltersProps = { choice: Choice; queues: QueueRow[]; onChange: (choice: Choice) => void };

/** Which agents are shown, and in which order. */
export function Filters({ choice, queues, onChange }: FiltersProps): JSX.Element {
  const { t, label } = useApp().i18n;
  return (
    <div class="filters">
      <TextField
        label={t("board.filter")}
        hideLabel
        type="search"
        placeholder={t("board.filter")}
        value={choice.text}
        onInput={(text) => onChange({ ...choice, text })}
      />
      <SelectField
        label={t("board.stateFilter")}
        hideLabel
        value={choice.state}
        onChange={(state) => onChange({ ...choice, state: STATES.find((s) => s === state) ?? "" })}
      >
        <option value="">{t("board.allStates")}</option>
        {STATES.map((state) => (
          <option key={state} value={state}>
            {t(`state.${state}`)}
          </option>
        ))}
      </SelectField>
      <SelectField
        label={t("board.queueFilter")}
        hideLabel
        value={choice.queue}
        onChange={(queue) => onChange({ ...choice, queue })}
      >
        <option value="">{t("board.allQueues")}</option>
        {queues.map((queue) => (
          <option key={queue.id} value={queue.id}>
            {label(queue.label)}
          </option>
        ))}
      </SelectField>
      <SelectField
        label={t("board.sort")}
        hideLabel
        value={choice.sort}
        onChange={(sort) => onChange({ ...choice, sort: SORTS.find((s) => s === sort) ?? "attention" })}
      >
        {SORTS.map((sort) => (
          <option key={sort} value={sort}>
            {t(`board.sort.${sort}`)}
          </option>
        ))}
      </SelectField>
    </div>
  );
}
