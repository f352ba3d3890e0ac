import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { CandidateText } from "../agent/candidates";
import { useApp } from "../ui/app";
import { Button } from "../ui/button";
import { newFields } from "../ui/customer-edit";
import { CustomerForm } from "../ui/customer-form";
import { CustomerSearch } from "../ui/customer-search";
import { Avatar } from "../ui/pieces";
import { navigate } from "./router";

/** Finding a customer, or making one; whoever `tends` the records sees those who are there twice. */
export function CustomersPage({ tends }: { tends: boolean }): JSX.Element {
  const { rest, i18n, links } = useApp();
  const { t } = i18n;
  const [making, setMaking] = useState(false);
  const open = (id: string): void => navigate(links?.customer(id) ?? "/customers");
  return (
    <div class="page page-narrow">
      <div class="page-head">
        <h1>{t("nav.customers")}</h1>
        {tends && <a href="/duplicates">{t("nav.duplicates")}</a>}
        {!making && (
          <Button kind="primary" icon="plus" onClick={() => setMaking(true)}>
            {t("customer.new")}
          </Button>
        )}
      </div>
      {making && (
        <section class="card">
          <h2>{t("customer.new")}</h2>
          <CustomerForm
            start={newFields(null)}
            callId={null}
            save={rest.createCustomer}
            onSaved={(page) => open(page.customer.id)}
            onCancel={() => setMaking(false)}
          />
        </section>
      )}
      <section class="card">
        <CustomerSearch
          label={t("pop.search")}
          idle={t("customer.start")}
          row={(customer) => (
            <a class="candidate" href={links?.customer(customer.id)}>
              <Avatar name={customer.name} kind={customer.kind} />
              <CandidateText customer={customer} />
            </a>
          )}
        />
      </section>
    </div>
  );
}
