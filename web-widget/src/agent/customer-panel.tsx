import type { JSX } from "preact";
import type { DeskItem } from "../core/agent-view";
import { useApp, useDesk } from "../ui/app";
import { Button } from "../ui/button";
import { CustomerCard } from "../ui/customer-card";
import { Empty, Skeleton } from "../ui/pieces";
import { useCommand } from "../ui/use-command";
import { CardLead } from "./card-lead";
import { Identify } from "./identify";
import { NoteForm } from "./note-form";
import { Sections } from "./sections";
import { customerOf } from "./who";

/** Beside the call: the customer, or the way to one. */
export function CustomerPanel({ item }: { item: DeskItem }): JSX.Element {
  const { t } = useApp().i18n;
  const customer = customerOf(item);
  const card = item.pop?.card;
  if (customer) {
    return (
      <CustomerCard
        key={customer.id}
        customer={customer}
        actions={item.stage === "wrap_up" ? undefined : <NotThisPerson item={item} />}
        lead={card && <CardLead card={card} item={item} />}
        more={card && <Sections card={card} callId={item.stage === "wrap_up" ? null : item.callId} />}
        noteForm={<NoteForm customerId={customer.id} />}
      />
    );
  }
  if (item.pop?.match === "pending") return <Preparing />;
  if (item.pop) return <Identify item={item} />;
  return <Empty icon="person" title={item.wrapUp?.customer?.name ?? t("customer.unknownYet")} />;
}

function Preparing(): JSX.Element {
  const { t } = useApp().i18n;
  return (
    <div class="preparing">
      <h2>{t("customer.pending")}</h2>
      <Skeleton lines={6} />
    </div>
  );
}

/** A choice can be taken back; the server then says again who it may be. */
function NotThisPerson({ item }: { item: DeskItem }): JSX.Element | null {
  const { i18n } = useApp();
  const desk = useDesk();
  const { run, phase, error } = useCommand();
  const pop = item.pop;
  if (!pop) return null;
  return (
    <>
      <Button
        kind="ghost"
        icon="cross"
        phase={phase}
        disabled={desk.conn.value.s !== "live"}
        onClick={() => void run({ op: "pop.pick", d: { pop_id: pop.pop_id, customer_id: null } })}
      >
        {i18n.t("pop.notThis")}
      </Button>
      {error && (
        <p class="error" role="alert">
          {i18n.label(error)}
        </p>
      )}
    </>
  );
}
