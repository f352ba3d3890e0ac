import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { clockText } from "../core/time";
import type { CallRow } from "../protocol/CallRow";
import { useApp, useDesk } from "../ui/app";
import { Button } from "../ui/button";
import { SelectField, TextField } from "../ui/field";
import { Empty, Phone, Skeleton } from "../ui/pieces";
import { problemText, useAsk } from "../ui/use-ask";
import { OutcomeText } from "./outcome";

const PAGE = 50;

/** Calls that were, newest first. */
export function CallListPage(): JSX.Element {
  const { t } = useApp().i18n;
  const [filter, setFilter] = useState({ number: "", queue: "" });
  return (
    <div class="page">
      <div class="page-head">
        <h1>{t("calls.title")}</h1>
        <CallFilter onFilter={setFilter} />
      </div>
      <CallPages key={`${filter.number}/${filter.queue}`} filter={filter} />
    </div>
  );
}

type Filter = { number: string; queue: string };

function CallFilter({ onFilter }: { onFilter: (filter: Filter) => void }): JSX.Element {
  const { i18n } = useApp();
  const desk = useDesk();
  const [number, setNumber] = useState("");
  const [queue, setQueue] = useState("");
  const queues = desk.board.value?.queues ?? desk.agent.value.session?.queues ?? [];
  const submit = (event: Event): void => {
    event.preventDefault();
    onFilter({ number: number.trim(), queue });
  };
  return (
    <form class="filters" onSubmit={submit}>
      <TextField
        label={i18n.t("calls.number")}
        hideLabel
        placeholder={i18n.t("calls.number")}
        type="search"
        value={number}
        onInput={setNumber}
      />
      <SelectField label={i18n.t("board.queue")} hideLabel value={queue} onChange={setQueue}>
        <option value="">{i18n.t("board.allQueues")}</option>
        {queues.map((q) => (
          <option key={q.id} value={q.id}>
            {i18n.label(q.label)}
          </option>
        ))}
      </SelectField>
      <Button type="submit">{i18n.t("calls.filter")}</Button>
    </form>
  );
}

/** Pages follow one another; each is asked for with the cursor of the one before. */
function CallPages({ filter }: { filter: Filter }): JSX.Element {
  const { rest, i18n } = useApp();
  const [cursors, setCursors] = useState<(string | undefined)[]>([undefined]);
  const { data, error, busy, again } = useAsk(async () => {
    const pages = await Promise.all(
      cursors.map((cursor) => rest.calls({ ...filter, limit: PAGE, ...(cursor ? { cursor } : {}) })),
    );
    return { items: pages.flatMap((p) => p.items), next: pages.at(-1)?.next_cursor ?? null };
  }, [rest, cursors]);
  if (error) {
    return (
      <div class="stack">
        <p class="error" role="alert">
          {problemText(error, i18n)}
        </p>
        <Button onClick={again}>{i18n.t("app.retry")}</Button>
      </div>
    );
  }
  if (!data) return <Skeleton lines={8} />;
  if (data.items.length === 0) return <Empty icon="phone" title={i18n.t("calls.none")} />;
  return (
    <>
      <CallTable rows={data.items} />
      {data.next && (
        <Button phase={busy ? "busy" : "idle"} onClick={() => setCursors([...cursors, data.next ?? undefined])}>
          {i18n.t("app.more")}
        </Button>
      )}
    </>
  );
}

function CallTable({ rows }: { rows: CallRow[] }): JSX.Element {
  const { t } = useApp().i18n;
  const heads = [
    "calls.time",
    "calls.caller",
    "board.queue",
    "board.agent",
    "calls.wait",
    "calls.talk",
    "calls.outcome",
    "wrap.disposition",
  ] as const;
  return (
    <section class="table-wrap" tabIndex={0} aria-label={t("calls.title")}>
      <table class="table">
        <thead>
          <tr>
            {heads.map((key) => (
              <th scope="col" key={key} class={key === "calls.wait" || key === "calls.talk" ? "num" : undefined}>
                {t(key)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <CallLine key={row.call_id} row={row} />
          ))}
        </tbody>
      </table>
    </section>
  );
}

function CallLine({ row }: { row: CallRow }): JSX.Element {
  const { i18n, links } = useApp();
  const time = (ms: number | null): string => (ms === null ? "–" : clockText(ms));
  return (
    <tr>
      <td>
        <a href={links?.call(row.call_id)}>{i18n.moment(row.started_at)}</a>
      </td>
      <th scope="row">
        <Caller row={row} />
      </th>
      <td>{row.queue ? i18n.label(row.queue.label) : "–"}</td>
      <td>{row.agent ?? "–"}</td>
      <td class="num">{time(row.wait_ms)}</td>
      <td class="num">{time(row.talk_ms)}</td>
      <td>
        <OutcomeText row={row} />
      </td>
      <td>{row.disposition ? i18n.label(row.disposition) : "–"}</td>
    </tr>
  );
}

/** The customer where one is confirmed, and the number beneath. */
export function Caller({ row }: { row: CallRow }): JSX.Element {
  const { i18n, links } = useApp();
  const number = row.party.number;
  return (
    <span class="caller">
      {row.customer && <a href={links?.customer(row.customer.id)}>{row.customer.name}</a>}
      {number ? (
        <span class={row.customer ? "quiet" : undefined}>
          <Phone number={number} />
        </span>
      ) : (
        <span class="quiet">{i18n.t("pop.withheld")}</span>
      )}
    </span>
  );
}
