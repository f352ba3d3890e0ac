import type { ComponentChildren, JSX } from "preact";
import type { Contact } from "../protocol/Contact";
import type { Customer } from "../protocol/Customer";
import { useApp } from "./app";
import { Contacts } from "./contacts";
import { Icon } from "./icon";
import { Avatar, Badge, Phone } from "./pieces";

type CustomerCardProps = {
  customer: Customer;
  contacts?: Contact[];
  /** Beside the name, e.g. "not this person". */
  actions?: ComponentChildren;
  /** Under the name: how to meet her. */
  lead?: ComponentChildren;
  /** Under the facts: what else is known. */
  more?: ComponentChildren;
  /** Under the notes, e.g. a field for another. */
  noteForm?: ComponentChildren;
};

/** All we know of a customer, roomy: who she is, what happened before, what was noted. */
export function CustomerCard(props: CustomerCardProps): JSX.Element {
  const { customer, contacts, actions, lead, more, noteForm } = props;
  const { t } = useApp().i18n;
  return (
    <div class="customer" part="customer">
      <CustomerHead customer={customer} actions={actions} />
      {lead}
      <Facts customer={customer} />
      {more}
      <div class="customer-columns">
        <section>
          <h3>{t(contacts ? "customer.contacts" : "customer.history")}</h3>
          <Contacts contacts={contacts ?? customer.history} />
        </section>
        <section>
          <h3>{t("customer.notes")}</h3>
          {noteForm}
          <Notes customer={customer} />
        </section>
      </div>
    </div>
  );
}

function CustomerHead({ customer, actions }: { customer: Customer; actions: ComponentChildren }): JSX.Element {
  const { i18n, links } = useApp();
  const { t, day } = i18n;
  return (
    <div class="customer-head">
      <Avatar name={customer.name} kind={customer.kind} />
      <div class="grow">
        <h2>{links ? <a href={links.customer(customer.id)}>{customer.name}</a> : customer.name}</h2>
        <p class="quiet">
          {t(`kind.${customer.kind}`)}
          {customer.since && ` · ${t("customer.since", { date: day(customer.since) })}`}
        </p>
      </div>
      <p class="badges">
        {customer.vip && (
          <Badge tone="gold">
            <Icon name="star" /> {t("customer.vip")}
          </Badge>
        )}
        {customer.segment && <Badge tone="accent">{customer.segment}</Badge>}
      </p>
      {actions && <div class="customer-actions">{actions}</div>}
    </div>
  );
}

function Facts({ customer }: { customer: Customer }): JSX.Element {
  const { t } = useApp().i18n;
  const language =
    customer.language === "tr" || customer.language === "en"
      ? t(`customer.lang.${customer.language}`)
      : customer.language;
  return (
    <dl class="facts">
      <Fact label={t("customer.numbers")}>
        {customer.numbers.map((number) => (
          <span class="fact-line" key={number}>
            <Phone number={number} />
          </span>
        ))}
      </Fact>
      <Fact label={t("customer.salutation")}>{customer.salutation}</Fact>
      <Fact label={t("customer.email")}>{customer.email}</Fact>
      <Fact label={t("customer.city")}>{customer.city}</Fact>
      <Fact label={t("customer.language")}>{language}</Fact>
    </dl>
  );
}

function Fact({ label, children }: { label: string; children: ComponentChildren }): JSX.Element | null {
  const empty = children === null || children === "" || (Array.isArray(children) && children.length === 0);
  if (empty) return null;
  return (
    <div class="fact">
      <dt>{label}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function Notes({ customer }: { customer: Customer }): JSX.Element {
  const { t, moment } = useApp().i18n;
  if (customer.notes.length === 0) return <p class="quiet">{t("customer.noNotes")}</p>;
  return (
    <ul class="notes">
      {customer.notes.map((note) => (
        <li key={`${note.at}${note.by}`}>
          <p>{note.text}</p>
          <p class="quiet">
            {note.by} · {moment(note.at)}
          </p>
        </li>
      ))}
    </ul>
  );
}
