import type { JSX } from "preact";
import type { Contact } from "../protocol/Contact";
import { useApp } from "./app";

/** Earlier contacts as a line of time, newest first. */
export function Contacts({ contacts }: { contacts: Contact[] }): JSX.Element {
  const { t } = useApp().i18n;
  if (contacts.length === 0) return <p class="quiet">{t("customer.noHistory")}</p>;
  return (
    <ol class="timeline">
      {contacts.map((contact, i) => (
        <ContactLine contact={contact} key={contact.call_id ?? `${contact.at}-${i}`} />
      ))}
    </ol>
  );
}

function ContactLine({ contact }: { contact: Contact }): JSX.Element {
  const { i18n, links } = useApp();
  const when = i18n.moment(contact.at);
  const where = [contact.queue, contact.agent].filter(Boolean).join(" · ");
  return (
    <li class={`timeline-item${contact.solved === false ? " is-open" : ""}`}>
      <p class="timeline-head">
        {links && contact.call_id ? <a href={links.call(contact.call_id)}>{when}</a> : <span>{when}</span>}
        {contact.disposition && <strong>{i18n.label(contact.disposition)}</strong>}
        <Solved solved={contact.solved} />
      </p>
      {contact.summary && <p class="timeline-text">{contact.summary}</p>}
      {where && <p class="quiet">{where}</p>}
    </li>
  );
}

/** Whether the matter was solved, by word and shape. */
export function Solved({ solved }: { solved: boolean | null }): JSX.Element | null {
  const { t } = useApp().i18n;
  if (solved === null) return null;
  return (
    <span class={solved ? "solved" : "unsolved"}>
      <span aria-hidden="true">{solved ? "●" : "▲"}</span> {t(solved ? "customer.solved" : "customer.unsolved")}
    </span>
  );
}
