import type { ComponentChildren, JSX } from "preact";
import type { DeskItem } from "../core/agent-view";
import type { Candidate } from "../protocol/Candidate";
import type { Customer } from "../protocol/Customer";
import type { Pop } from "../protocol/Pop";
import { useApp, useDesk } from "../ui/app";
import { Icon } from "../ui/icon";
import { Avatar } from "../ui/pieces";
import { useCommand } from "../ui/use-command";

/** Several customers have this number: the agent says who it is; nobody is chosen for her. */
export function Candidates({ item }: { item: DeskItem }): JSX.Element | null {
  const { t } = useApp().i18n;
  const pop = item.pop;
  if (pop?.match !== "multiple") return null;
  return (
    <div class="candidates">
      <p class="hint">{t("pop.severalHint")}</p>
      <PickList pop={pop} numbered />
    </div>
  );
}

/** Who it may be, each to be picked with one press; `numbered` where the digits pick too. */
export function PickList({ pop, numbered }: { pop: Pop; numbered?: boolean }): JSX.Element {
  const { i18n } = useApp();
  const desk = useDesk();
  const { run, phase, error } = useCommand();
  const off = phase !== "idle" || desk.conn.value.s !== "live";
  const pick = (customer: Candidate): void => {
    if (!off) void run({ op: "pop.pick", d: { pop_id: pop.pop_id, customer_id: customer.id } });
  };
  return (
    <>
      <ol>
        {pop.candidates.map((customer, i) => (
          <li key={customer.id}>
            <button
              type="button"
              class="candidate"
              aria-disabled={off ? "true" : undefined}
              onClick={() => pick(customer)}
            >
              {numbered && <kbd class="kbd">{i + 1}</kbd>}
              <Avatar name={customer.name} kind={customer.kind} />
              <CandidateText customer={customer}>
                <span>{[i18n.t(`sure.${customer.confidence}`), ...customer.reasons.map(i18n.label)].join(" · ")}</span>
              </CandidateText>
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
    </>
  );
}

/** A name and what tells namesakes apart: the city, the kind, the last contact. */
export function CandidateText({
  customer,
  children,
}: {
  customer: Customer;
  children?: ComponentChildren;
}): JSX.Element {
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
      {children}
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
