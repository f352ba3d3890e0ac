import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { CustomerPage } from "../protocol/CustomerPage";
import { useApp } from "../ui/app";
import { Button } from "../ui/button";
import { CustomerCard } from "../ui/customer-card";
import { fieldsOf } from "../ui/customer-edit";
import { CustomerForm } from "../ui/customer-form";
import { Icon } from "../ui/icon";
import { Skeleton } from "../ui/pieces";
import { problemText, useAsk } from "../ui/use-ask";

/** One customer with everything we talked about. */
export function CustomerView({ id }: { id: string }): JSX.Element {
  const { rest, i18n } = useApp();
  const { t } = i18n;
  const [saved, setSaved] = useState<CustomerPage | null>(null);
  const { data, error, again } = useAsk(() => rest.customer(id), [rest, id]);
  const page = saved ?? data;
  return (
    <div class="page page-narrow">
      <a class="back" href="/customers">
        <Icon name="back" /> {t("nav.customers")}
      </a>
      {error && (
        <div class="stack">
          <p class="error" role="alert">
            {problemText(error, i18n)}
          </p>
          <Button onClick={again}>{t("app.retry")}</Button>
        </div>
      )}
      {!page && !error && <Skeleton lines={8} />}
      {page && <CustomerSheet page={page} onSaved={setSaved} />}
    </div>
  );
}

function CustomerSheet({ page, onSaved }: { page: CustomerPage; onSaved: (page: CustomerPage) => void }): JSX.Element {
  const { rest, i18n } = useApp();
  const [editing, setEditing] = useState(false);
  const { customer, contacts } = page;
  if (editing) {
    return (
      <section class="card">
        <h1>{customer.name}</h1>
        <CustomerForm
          start={fieldsOf(customer)}
          callId={null}
          save={(edit) => rest.editCustomer(customer.id, edit)}
          onSaved={(next) => {
            onSaved(next);
            setEditing(false);
          }}
          onCancel={() => setEditing(false)}
        />
      </section>
    );
  }
  const edit = (
    <Button icon="edit" onClick={() => setEditing(true)}>
      {i18n.t("customer.edit")}
    </Button>
  );
  return (
    <section class="card">
      <h1 class="sr">{customer.name}</h1>
      <CustomerCard customer={customer} contacts={contacts} actions={edit} />
    </section>
  );
}
