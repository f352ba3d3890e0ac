import type { JSX } from "preact";
import type { DeskItem } from "../core/agent-view";
import type { Customer } from "../protocol/Customer";
import { useApp, useDesk } from "../ui/app";
import { Icon } from "../ui/icon";
import { Avatar } from "../ui/pieces";
import { useCommand } from "../ui/use-command";

/** Several customers have this number: the agent says who it is; nobody is chosen for her. */
export function Candidates({ item }: { item: DeskItem }): JSX.Element | null {
  const { i18n } = useApp();
  const desk = useDesk();
  const { run, phase, error } = useCommand();
  const pop = item.pop;
  if (pop?.match !== "multiple") return null;
  const off = phase !== "idle" || desk.conn.value.s !== "live";
  const pick = (customer: Customer): void => {
    if (!off) void run({ op: "pop.pick", d: { pop_id: pop.pop_id, customer_id: customer.id } });
  };
  return (
    <div class="candidates">
      <p class="hint">{i18n.t("pop.severalHint")}</p>
      <ol>
        {pop.candidates.map((customer, i) => (
          <li key={customer.id}>
            <button
              type="button"
              class="candidate"
              aria-disabled={off ? "true" : undefined}
              onClick={() => pick(customer)}
            >
              <kbd class="kbd">{i + 1}</kbd>
              <Avatar name={customer.name} kind={customer.kind} />
              <CandidateText customer={customer} />
            </button>
          </li>
        ))}
      </ol>
      {phase === "slow" && <p class="hint">{i18n.t("app.checking")}</p>}
      {error && (
        <p class="error" role="alert">
          {i18n.label(error)}
        </p>
      )}
    </div>
  );
}

/** A name and what tells namesakes apart: the city, the kind, the last contact. */
export function CandidateText({ customer }: { customer: Customer }): JSX.Element {
  const { t, label, day } = useApp().i18n;
  const last = customer.history[0];
  const facts = [t(`kind.${customer.kind}`), customer.city, customer.segment].filter(Boolean);
  return (
    <span class="candidate-text">
      <span class="candidate-name">
        {customer.name}
        {customer.vip && (
          <span class="gold">
            <Icon name="star" />
            <span class="sr">{t("customer.vip")}</span>
          </span>
        )}
      </span>
      <span class="quiet">{facts.join(" · ")}</span>
      {last && (
        <span class="quiet">
          {day(last.at)}
          {last.disposition && ` · ${label(last.disposition)}`}
        </span>
      )}
    </span>
  );
}
