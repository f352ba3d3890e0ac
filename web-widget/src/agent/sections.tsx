import type { JSX } from "preact";
import type { Card } from "../protocol/Card";
import type { CardField } from "../protocol/CardField";
import type { CardRow } from "../protocol/CardRow";
import type { CardSection } from "../protocol/CardSection";
import { useApp } from "../ui/app";
import { fieldText } from "../ui/field-text";
import { Icon } from "../ui/icon";
import { LevelMark } from "../ui/level";
import { type Place, Reveal } from "./reveal";

/** Rows shown at once; what is more unfolds, so that a section fits the room kept for it. */
const ROWS_SHOWN = 2;

/**
 * What is known beyond the name, in the server's order. Each section has its room before it is there.
 * Without a `callId` nothing hidden can be shown: the server opens a card only while its call lasts.
 */
export function Sections({ card, callId }: { card: Card; callId: string | null }): JSX.Element | null {
  if (card.sections.length === 0) return null;
  return (
    <div class="sections">
      {card.sections.map((section) => (
        <SectionBox
          key={`${section.source}.${section.id}`}
          section={section}
          card={callId === null ? null : { callId, customer_id: card.customer_id }}
        />
      ))}
    </div>
  );
}

/** The card a hidden value is asked from; none where it cannot be. */
type FromCard = Pick<Place, "callId" | "customer_id"> | null;

function SectionBox({ section, card }: { section: CardSection; card: FromCard }): JSX.Element {
  const { label } = useApp().i18n;
  return (
    <section class={`section section-${section.state}`} aria-busy={section.state === "pending"}>
      <h3>{label(section.label)}</h3>
      <SectionBody section={section} card={card} />
    </section>
  );
}

function SectionBody({ section, card }: { section: CardSection; card: FromCard }): JSX.Element {
  const { t, label, moment } = useApp().i18n;
  if (section.state === "pending") return <Pending />;
  if (section.state === "failed") {
    return (
      <p class="section-failed">
        <LevelMark level="warn" /> {section.note && label(section.note)}
      </p>
    );
  }
  return (
    <>
      {section.rows.length === 0 && <p class="quiet">{t("card.nothing")}</p>}
      <Rows section={section} card={card} />
      {section.note && <p class="quiet">{label(section.note)}</p>}
      {section.source !== "own" && section.as_of && (
        <p class="section-source">{t("card.from", { source: section.source, at: moment(section.as_of) })}</p>
      )}
    </>
  );
}

function Pending(): JSX.Element {
  const { t } = useApp().i18n;
  return (
    <>
      <p class="quiet">{t("card.loading")}</p>
      <span class="skeleton" aria-hidden="true">
        <span class="skeleton-line" />
        <span class="skeleton-line" />
      </span>
    </>
  );
}

function Rows({ section, card }: { section: CardSection; card: FromCard }): JSX.Element {
  const { t } = useApp().i18n;
  const { id, rows } = section;
  const rest = rows.slice(ROWS_SHOWN);
  const list = (some: CardRow[]): JSX.Element[] =>
    some.map((row) => <Row key={row.id} row={row} place={card ? { ...card, section: id, row: row.id } : null} />);
  return (
    <>
      {list(rows.slice(0, ROWS_SHOWN))}
      {rest.length > 0 && (
        <details>
          <summary>{t("card.moreRows", { n: rest.length })}</summary>
          {list(rest)}
        </details>
      )}
    </>
  );
}

function Row({ row, place }: { row: CardRow; place: Place | null }): JSX.Element {
  const { label } = useApp().i18n;
  return (
    <dl class="row">
      {row.fields.map((field) => (
        <div class="row-field" key={field.id}>
          <dt>{label(field.label)}</dt>
          <dd>
            {place && field.masked && field.revealable ? (
              <Reveal field={field} place={place} />
            ) : (
              <Value field={field} />
            )}
          </dd>
        </div>
      ))}
    </dl>
  );
}

function Value({ field }: { field: CardField }): JSX.Element {
  const { i18n } = useApp();
  return (
    <>
      {field.level && (
        <>
          <LevelMark level={field.level} />{" "}
        </>
      )}
      {fieldText(field, i18n)}
      {field.masked && (
        <span class="masked">
          <Icon name="lock" />
          <span class="sr">{i18n.t("card.hidden")}</span>
        </span>
      )}
    </>
  );
}
