import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { Incident } from "../protocol/Incident";
import type { Level } from "../protocol/Level";
import { useApp, useDesk } from "../ui/app";
import { Button } from "../ui/button";
import { Choice } from "../ui/choice";
import { CheckField, SelectField, TextField } from "../ui/field";
import { IncidentBanner } from "../ui/incident-banner";
import { Skeleton } from "../ui/pieces";
import { useAsk } from "../ui/use-ask";
import { ProblemLine, useSend } from "../ui/use-send";
import { type IncidentFields, newIncident, postOf } from "./incident-post";
import { superviseRest } from "./supervise-rest";

/** Known trouble: what holds now, and posting more. It is on every open card at once. */
export function IncidentsPage(): JSX.Element {
  const { rest, i18n } = useApp();
  const { data, error, again } = useAsk(() => superviseRest.incidents(rest), [rest]);
  return (
    <div class="page page-narrow">
      <div class="page-head">
        <h1>{i18n.t("nav.incidents")}</h1>
        <p class="quiet">{i18n.t("incidents.lead")}</p>
      </div>
      <section class="card">
        <h2>{i18n.t("incidents.now")}</h2>
        <ProblemLine error={error} />
        {!data && !error && <Skeleton lines={3} />}
        {data?.items.length === 0 && <p class="quiet">{i18n.t("incidents.none")}</p>}
        {data && data.items.length > 0 && (
          <ul class="incidents">
            {data.items.map((incident) => (
              <li key={incident.id}>
                <Holding incident={incident} onEnded={again} />
              </li>
            ))}
          </ul>
        )}
      </section>
      <PostForm onPosted={again} />
    </div>
  );
}

function Holding({ incident, onEnded }: { incident: Incident; onEnded: () => void }): JSX.Element {
  const { rest, i18n } = useApp();
  const { t, moment, label } = i18n;
  const queues = useQueues();
  const { send, phase, error } = useSend();
  const end = async (): Promise<void> => {
    if (await send(() => superviseRest.endIncident(rest, incident.id))) onEnded();
  };
  const named = incident.queues.map((id) => queues.find((q) => q.id === id)?.name ?? id);
  const scope = [...named, ...incident.cities, ...incident.products].join(", ") || t("incidents.everybody");
  return (
    <div class="holding">
      <IncidentBanner incident={incident} />
      <div class="holding-line">
        <p class="quiet grow">{[scope, incident.by, moment(incident.from)].join(" · ")}</p>
        <Button phase={phase} onClick={() => void end()}>
          {t("incidents.end")}
          <span class="sr">: {label(incident.text)}</span>
        </Button>
      </div>
      <ProblemLine error={error} />
    </div>
  );
}

function useQueues(): { id: string; name: string }[] {
  const { label } = useApp().i18n;
  return (useDesk().board.value?.queues ?? []).map((queue) => ({ id: queue.id, name: label(queue.label) }));
}

function PostForm({ onPosted }: { onPosted: () => void }): JSX.Element {
  const { rest, i18n } = useApp();
  const { t } = i18n;
  const { clock } = useDesk();
  const [fields, setFields] = useState<IncidentFields>(newIncident);
  const [said, setSaid] = useState(false);
  const { send, phase, error } = useSend();
  const set = (change: Partial<IncidentFields>): void => {
    setSaid(false);
    setFields((old) => ({ ...old, ...change }));
  };
  const empty = fields.tr.trim() === "" && fields.en.trim() === "";
  const submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    if (empty) return;
    if (!(await send(async () => void (await superviseRest.postIncident(rest, postOf(fields, clock.now())))))) return;
    setFields(newIncident);
    setSaid(true);
    onPosted();
  };
  return (
    <section class="card">
      <h2>{t("incidents.post")}</h2>
      <form class="form" onSubmit={(event) => void submit(event)}>
        <Words fields={fields} set={set} />
        <Scope fields={fields} set={set} />
        <ProblemLine error={error} />
        <div class="form-actions">
          <Button type="submit" kind="primary" phase={phase} disabled={empty}>
            {t("incidents.post")}
          </Button>
          <p class="hint" role="status">
            {said ? t("incidents.posted") : ""}
          </p>
        </div>
      </form>
    </section>
  );
}

type PartProps = { fields: IncidentFields; set: (change: Partial<IncidentFields>) => void };

const LEVELS: readonly Level[] = ["ok", "warn", "breach"];

function Words({ fields, set }: PartProps): JSX.Element {
  const { t } = useApp().i18n;
  return (
    <>
      <div class="form-row">
        <TextField
          label={t("incidents.tr")}
          hint={t("incidents.oneIsEnough")}
          rows={2}
          maxLength={300}
          value={fields.tr}
          onInput={(tr) => set({ tr })}
        />
        <TextField
          label={t("incidents.en")}
          optional
          rows={2}
          maxLength={300}
          value={fields.en}
          onInput={(en) => set({ en })}
        />
      </div>
      <Choice
        legend={t("incidents.level")}
        options={LEVELS.map((level) => ({ value: level, text: t(`incident.${level}`) }))}
        value={fields.level}
        onChange={(level) => set({ level: level as Level })}
      />
    </>
  );
}

function Scope({ fields, set }: PartProps): JSX.Element {
  const { t } = useApp().i18n;
  const queues = useQueues();
  const mark = (id: string, on: boolean): void =>
    set({ queues: on ? [...fields.queues, id] : fields.queues.filter((other) => other !== id) });
  return (
    <>
      <fieldset class="questions">
        <legend class="label">{t("incidents.queues")}</legend>
        {queues.map(({ id, name }) => (
          <CheckField key={id} label={name} checked={fields.queues.includes(id)} onChange={(on) => mark(id, on)} />
        ))}
      </fieldset>
      <div class="form-row">
        <TextField
          label={t("incidents.cities")}
          optional
          hint={t("incidents.commas")}
          value={fields.cities}
          onInput={(cities) => set({ cities })}
        />
        <TextField
          label={t("incidents.products")}
          optional
          hint={t("incidents.commas")}
          value={fields.products}
          onInput={(products) => set({ products })}
        />
        <SelectField label={t("incidents.until")} value={fields.lasts} onChange={(lasts) => set({ lasts })}>
          <option value="">{t("incidents.untilEnded")}</option>
          {[15, 30, 60, 120, 240, 480].map((minutes) => (
            <option key={minutes} value={minutes}>
              {t("incidents.minutes", { n: minutes })}
            </option>
          ))}
        </SelectField>
      </div>
    </>
  );
}
