import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { Customer } from "../protocol/Customer";
import { useApp } from "./app";
import { TextField } from "./field";
import { problemText, useAsk } from "./use-ask";

/** The search begins when the fingers rest this long. */
const REST_MS = 250;

type CustomerSearchProps = { row: (customer: Customer) => JSX.Element; idle: string; label: string };

/** Finds customers while one types. The rows are the caller's: links on a page, buttons on a card. */
export function CustomerSearch({ row, idle, label }: CustomerSearchProps): JSX.Element {
  const { rest, i18n } = useApp();
  const [text, setText] = useState("");
  const query = useRested(text.trim());
  const { data, error, busy } = useAsk(
    () => (query === "" ? Promise.resolve(null) : rest.customers(query)),
    [query, rest],
  );
  return (
    <div class="search">
      <TextField label={label} type="search" hint={i18n.t("pop.searchHint")} value={text} onInput={setText} />
      {error && (
        <p class="error" role="alert">
          {problemText(error, i18n)}
        </p>
      )}
      <div aria-live="polite" aria-busy={busy}>
        {query === "" && <p class="quiet">{idle}</p>}
        {data?.items.length === 0 && !busy && <p class="quiet">{i18n.t("pop.noHits")}</p>}
        {data && data.items.length > 0 && (
          <ul class="hits">
            {data.items.map((customer) => (
              <li key={customer.id}>{row(customer)}</li>
            ))}
          </ul>
        )}
      </div>
    </div>
  );
}

function useRested(value: string): string {
  const [rested, setRested] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setRested(value), REST_MS);
    return () => clearTimeout(timer);
  }, [value]);
  return rested;
}
