import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { Key } from "../core/i18n";
import type { Customer } from "../protocol/Customer";
import type { Duplicate } from "../protocol/Duplicate";
import type { Merge } from "../protocol/Merge";
import { useApp } from "../ui/app";
import { Button } from "../ui/button";
import { Choice } from "../ui/choice";
import { Badge, Phone, Skeleton } from "../ui/pieces";
import { useAsk } from "../ui/use-ask";
import { ProblemLine, useSend } from "../ui/use-send";
import { superviseRest } from "./supervise-rest";

/** Customers who may be one person, to be made one; and those who were, to be taken apart again. */
export function DuplicatesPage(): JSX.Element {
  const { rest, i18n } = useApp();
  const { t } = i18n;
  const found = useAsk(() => superviseRest.duplicates(rest), [rest]);
  const merges = useAsk(() => superviseRest.merges(rest), [rest]);
  const again = (): void => {
    found.again();
    merges.again();
  };
  return (
    <div class="page page-narrow">
      <div class="page-head">
        <h1>{t("nav.duplicates")}</h1>
        <p class="quiet">{t("doubles.lead")}</p>
      </div>
      <section class="card" aria-busy={found.busy}>
        <h2>{t("doubles.found")}</h2>
        <ProblemLine error={found.error} />
        {!found.data && !found.error && <Looking />}
        {found.data?.items.length === 0 && <p class="quiet">{t("doubles.none")}</p>}
        <ul class="doubles">
          {found.data?.items.map((pair) => (
            <li class="double" key={`${pair.first.id} ${pair.second.id}`}>
              <Pair pair={pair} onMerged={again} />
            </li>
          ))}
        </ul>
      </section>
      <section class="card">
        <h2>{t("doubles.merged")}</h2>
        <ProblemLine error={merges.error} />
        {!merges.data && !merges.error && <Skeleton lines={2} />}
        {merges.data?.items.length === 0 && <p class="quiet">{t("doubles.noMerges")}</p>}
        <ul class="doubles">
          {merges.data?.items.map((merge) => (
            <li class="double" key={merge.id}>
              <Merged merge={merge} onUndone={again} />
            </li>
          ))}
        </ul>
      </section>
    </div>
  );
}

/** Going through a million customers takes a while. */
function Looking(): JSX.Element {
  const { t } = useApp().i18n;
  return (
    <>
      <p class="quiet" role="status">
        {t("doubles.looking")}
      </p>
      <Skeleton lines={3} />
    </>
  );
}

const TONE = { certain: "ok", likely: "accent", possible: undefined } as const;

function Pair({ pair, onMerged }: { pair: Duplicate; onMerged: () => void }): JSX.Element {
  const { i18n } = useApp();
  const { t, label } = i18n;
  const [open, setOpen] = useState(false);
  const sure = pair.confidence as keyof typeof TONE;
  return (
    <>
      <div class="double-head">
        <p class="grow">
          <strong>{pair.first.name}</strong> · <strong>{pair.second.name}</strong>
        </p>
        <Badge tone={TONE[sure]}>{t(`doubles.sure.${sure}` as Key)}</Badge>
        <Button pressed={open} onClick={() => setOpen(!open)}>
          {t("doubles.compare")}
          <span class="sr">
            : {pair.first.name}, {pair.second.name}
          </span>
        </Button>
      </div>
      <p class="quiet">{pair.reasons.map(label).join(" · ")}</p>
      {open && <Compare pair={pair} onMerged={onMerged} />}
    </>
  );
}

/** Both side by side, and which of them stays. */
function Compare({ pair, onMerged }: { pair: Duplicate; onMerged: () => void }): JSX.Element {
  const { rest, i18n } = useApp();
  const { t } = i18n;
  const { send, phase, error } = useSend();
  const [kept, setKept] = useState(pair.first.id);
  const gone = kept === pair.first.id ? pair.second.id : pair.first.id;
  const merge = async (): Promise<void> => {
    if (await send(async () => void (await superviseRest.merge(rest, { kept, gone })))) onMerged();
  };
  return (
    <div class="double-open">
      <div class="double-sides">
        <Side id={pair.first.id} />
        <Side id={pair.second.id} />
      </div>
      <Choice
        legend={t("doubles.stays")}
        options={[
          { value: pair.first.id, text: t("doubles.first", { name: pair.first.name }) },
          { value: pair.second.id, text: t("doubles.second", { name: pair.second.name }) },
        ]}
        value={kept}
        onChange={setKept}
      />
      <div class="form-actions">
        <Button kind="primary" phase={phase} onClick={() => void merge()}>
          {t("doubles.merge")}
        </Button>
      </div>
      <ProblemLine error={error} />
    </div>
  );
}

function Side({ id }: { id: string }): JSX.Element {
  const { rest, links } = useApp();
  const { data, error } = useAsk(() => rest.customer(id), [rest, id]);
  if (error) return <ProblemLine error={error} />;
  if (!data) return <Skeleton lines={5} />;
  return (
    <div class="double-side">
      <p>
        <a href={links?.customer(id)}>{data.customer.name}</a>
      </p>
      <SideFacts customer={data.customer} contacts={data.contacts.length} />
    </div>
  );
}

function SideFacts({ customer, contacts }: { customer: Customer; contacts: number }): JSX.Element {
  const { t } = useApp().i18n;
  const facts = [customer.city, customer.segment, customer.email, customer.since].filter(Boolean);
  return (
    <>
      <ul class="double-numbers" aria-label={t("doubles.numbers")}>
        {customer.numbers.map((number) => (
          <li key={number}>
            <Phone number={number} />
          </li>
        ))}
      </ul>
      <p class="quiet">{facts.join(" · ")}</p>
      <p class="quiet">
        {t("doubles.contacts")}: {contacts}
      </p>
    </>
  );
}

function Merged({ merge, onUndone }: { merge: Merge; onUndone: () => void }): JSX.Element {
  const { rest, i18n, links } = useApp();
  const { t, moment } = i18n;
  const { send, phase, error } = useSend();
  const undo = async (): Promise<void> => {
    if (await send(() => superviseRest.unmerge(rest, merge.id))) onUndone();
  };
  const undone = merge.undone_at === null ? [] : [`${t("doubles.undone")} ${moment(merge.undone_at)}`];
  return (
    <>
      <div class="double-head">
        <p class="grow">
          {t("doubles.went", { name: merge.gone.name })}: <a href={links?.customer(merge.kept)}>{t("doubles.kept")}</a>
        </p>
        {merge.undone_at === null && (
          <Button phase={phase} onClick={() => void undo()}>
            {t("doubles.undo")}
            <span class="sr">: {merge.gone.name}</span>
          </Button>
        )}
      </div>
      <p class="quiet">{[merge.by, moment(merge.at), ...undone].join(" · ")}</p>
      <ProblemLine error={error} />
    </>
  );
}
