import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { DeskItem } from "../core/agent-view";
import { useApp } from "../ui/app";
import { Choice } from "../ui/choice";
import { newFields } from "../ui/customer-edit";
import { CustomerForm } from "../ui/customer-form";
import { CustomerSearch } from "../ui/customer-search";
import { Avatar } from "../ui/pieces";
import { useCommand } from "../ui/use-command";
import { CandidateText } from "./candidates";
import { isWithheld, numberOf } from "./who";

/** Nobody is confirmed yet: find the customer, or make one that the call will belong to. */
export function Identify({ item }: { item: DeskItem }): JSX.Element {
  const { rest, i18n } = useApp();
  const { t } = i18n;
  const [tab, setTab] = useState(item.pop?.match === "none" ? "create" : "search");
  const number = isWithheld(item) ? null : numberOf(item);
  return (
    <div class="identify">
      <h2>{t("customer.unknownYet")}</h2>
      <Choice
        legend=""
        options={[
          { value: "create", text: t("pop.create") },
          { value: "search", text: t("pop.search") },
        ]}
        value={tab}
        onChange={setTab}
      />
      <div hidden={tab !== "create"}>
        <CustomerForm
          start={newFields(number)}
          callId={item.callId}
          save={rest.createCustomer}
          onSaved={() => undefined}
        />
      </div>
      <div hidden={tab !== "search"}>
        <SearchAndPick item={item} />
      </div>
    </div>
  );
}

function SearchAndPick({ item }: { item: DeskItem }): JSX.Element {
  const { i18n } = useApp();
  const { run, phase, error } = useCommand();
  const pop = item.pop;
  const pick = (customerId: string): void => {
    if (pop && phase === "idle") void run({ op: "pop.pick", d: { pop_id: pop.pop_id, customer_id: customerId } });
  };
  return (
    <>
      <CustomerSearch
        label={i18n.t("pop.search")}
        idle={i18n.t("customer.start")}
        row={(customer) => (
          <button
            type="button"
            class="candidate"
            aria-disabled={pop ? undefined : "true"}
            onClick={() => pick(customer.id)}
          >
            <Avatar name={customer.name} kind={customer.kind} />
            <CandidateText customer={customer} />
            <span class="candidate-do">{i18n.t("pop.choose")}</span>
          </button>
        )}
      />
      {error && (
        <p class="error" role="alert">
          {i18n.label(error)}
        </p>
      )}
    </>
  );
}
