import type { JSX } from "preact";
import { clockText } from "../core/time";
import type { CallRow } from "../protocol/CallRow";
import { useApp } from "../ui/app";
import { Phone } from "../ui/pieces";
import { useAsk } from "../ui/use-ask";
import { Dial } from "./dial";

const RECENT = 6;

/** A number to dial, and the last calls, for "who was that again?". Asked again when `turn` changes. */
export function RecentCalls({ turn }: { turn: number }): JSX.Element {
  const { rest, i18n } = useApp();
  const { data } = useAsk(() => rest.calls({ limit: RECENT }), [rest, turn]);
  return (
    <section class="recent">
      <Dial />
      <h3>{i18n.t("idle.recent")}</h3>
      {data?.items.length === 0 && <p class="quiet">{i18n.t("idle.noRecent")}</p>}
      <ul>
        {data?.items.map((row) => (
          <li key={row.call_id}>
            <RecentRow row={row} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function RecentRow({ row }: { row: CallRow }): JSX.Element {
  const { i18n, links } = useApp();
  const who = row.customer?.name ?? (row.party.number ? <Phone number={row.party.number} /> : i18n.t("pop.withheld"));
  const facts = [row.queue && i18n.label(row.queue.label), row.disposition && i18n.label(row.disposition)].filter(
    Boolean,
  );
  return (
    <div class="recent-row">
      <span class="recent-who">{links ? <a href={links.call(row.call_id)}>{who}</a> : who}</span>
      <span class="quiet">{facts.join(" · ")}</span>
      <span class="quiet recent-when">
        {i18n.moment(row.started_at)}
        {row.talk_ms !== null && ` · ${clockText(row.talk_ms)}`}
      </span>
    </div>
  );
}
