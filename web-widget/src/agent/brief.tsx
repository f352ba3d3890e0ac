import type { JSX } from "preact";
import type { DeskItem } from "../core/agent-view";
import type { Card } from "../protocol/Card";
import type { Handed } from "../protocol/Handed";
import type { Pop } from "../protocol/Pop";
import { useApp } from "../ui/app";
import { IncidentBanner } from "../ui/incident-banner";
import { Badge } from "../ui/pieces";
import { PickList } from "./candidates";

/** What the agent should know before she says hello: trouble, what was keyed in, how sure, how often. */
export function Brief({ item }: { item: DeskItem }): JSX.Element | null {
  const { t } = useApp().i18n;
  const { pop } = item;
  if (!pop) return null;
  const possible = pop.match === "none" && pop.candidates.length > 0 && item.stage !== "wrap_up";
  return (
    <div class="brief">
      {pop.handed && <HandedOver handed={pop.handed} />}
      {pop.card && <Standing card={pop.card} />}
      <Keyed pop={pop} />
      {pop.incidents.length > 0 && (
        <ul class="incidents" aria-label={t("incident.list")}>
          {pop.incidents.map((incident) => (
            <li key={incident.id}>
              <IncidentBanner incident={incident} />
            </li>
          ))}
        </ul>
      )}
      {possible && (
        <div class="candidates possible">
          <p class="hint">{t("card.possible")}</p>
          <PickList pop={pop} />
        </div>
      )}
    </div>
  );
}

/** Who hands the caller over, and what she has written of him. */
function HandedOver({ handed }: { handed: Handed }): JSX.Element {
  const { t } = useApp().i18n;
  return (
    <div class="handed">
      <p class="why-line">
        <span class="quiet">{t("card.handedBy")}</span>
        <strong>{handed.by}</strong>
      </p>
      {handed.note && <blockquote class="handed-note">{handed.note}</blockquote>}
    </div>
  );
}

/** How sure we are that it is she, and whether she calls again. */
function Standing({ card }: { card: Card }): JSX.Element {
  const { t, label, moment } = useApp().i18n;
  const { repeat } = card;
  return (
    <div class="standing">
      <p class="badges">
        <IdentityBadge card={card} />
        {repeat && <Badge tone="warn">↻ {t("card.repeat", { days: repeat.days, nth: repeat.nth })}</Badge>}
      </p>
      {repeat && (
        <p class="quiet">
          {[repeat.about && label(repeat.about), t("card.repeatLast", { at: moment(repeat.last_at) })]
            .filter(Boolean)
            .join(" · ")}
        </p>
      )}
    </div>
  );
}

/** By a sign and in words; colour only repeats it. */
export function IdentityBadge({ card }: { card: Card }): JSX.Element {
  const { t } = useApp().i18n;
  const verified = card.identity === "verified";
  return (
    <Badge tone={verified ? "ok" : "accent"}>
      <span aria-hidden="true">{verified ? "✓" : "○"}</span> {t(`card.${card.identity}`)}
    </Badge>
  );
}

function Keyed({ pop }: { pop: Pop }): JSX.Element | null {
  const { t } = useApp().i18n;
  const facts = [
    { name: t("card.keypad"), value: pop.keypad },
    { name: t("card.path"), value: pop.path },
  ].filter(({ value }) => value);
  if (facts.length === 0) return null;
  return (
    <dl class="row">
      {facts.map(({ name, value }) => (
        <div class="row-field" key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
