import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { Key } from "../core/i18n";
import type { CustomerRef } from "../protocol/CustomerRef";
import { useApp } from "../ui/app";
import { Button } from "../ui/button";
import { TextField } from "../ui/field";
import { Skeleton } from "../ui/pieces";
import { useAsk } from "../ui/use-ask";
import { ProblemLine } from "../ui/use-send";
import { type NumberReading, superviseRest } from "./supervise-rest";

/** Longest input the server reads, characters. */
const INPUT_LENGTH_MAX = 100;

/** How a number is read, and whose it is: for whoever wonders why a pop showed somebody or nobody. */
export function NumberPage(): JSX.Element {
  const { t } = useApp().i18n;
  const [text, setText] = useState("");
  const [asked, setAsked] = useState<string | null>(null);
  const submit = (event: Event): void => {
    event.preventDefault();
    if (text.trim() !== "") setAsked(text);
  };
  return (
    <div class="page page-narrow">
      <div class="page-head">
        <h1>{t("nav.numbers")}</h1>
        <p class="quiet">{t("numbers.lead")}</p>
      </div>
      <section class="card">
        <form class="form form-inline" onSubmit={submit}>
          <TextField
            label={t("numbers.input")}
            maxLength={INPUT_LENGTH_MAX}
            inputMode="tel"
            value={text}
            onInput={setText}
          />
          <Button type="submit" kind="primary">
            {t("numbers.read")}
          </Button>
        </form>
        <div aria-live="polite">{asked !== null && <Reading input={asked} key={asked} />}</div>
      </section>
    </div>
  );
}

function Reading({ input }: { input: string }): JSX.Element {
  const { rest } = useApp();
  const { data, error } = useAsk(() => superviseRest.readNumber(rest, input), [rest, input]);
  if (error) return <ProblemLine error={error} />;
  return data ? <Read reading={data} /> : <Skeleton lines={4} />;
}

function Read({ reading }: { reading: NumberReading }): JSX.Element {
  const { t } = useApp().i18n;
  return (
    <dl class="facts">
      <Fact name={t("numbers.e164")}>{reading.e164 ?? t("numbers.noE164")}</Fact>
      {reading.national !== null && <Fact name={t("numbers.national")}>{reading.national}</Fact>}
      <Fact name={t("customer.kind")}>{word(KINDS, reading.kind, t)}</Fact>
      <Fact name={t("numbers.how")}>{word(NOTES, reading.note, t)}</Fact>
      {reading.trunks.length > 0 && (
        <Fact name={t("numbers.trunks")}>
          {reading.trunks.map(({ trunk, e164, kind, note }) => (
            <span class="fact-line" key={trunk}>
              {trunk}: {e164 ?? word(KINDS, kind, t)} · {word(NOTES, note, t)}
            </span>
          ))}
        </Fact>
      )}
      <Fact name={t("numbers.exact")}>
        <People people={reading.exact} />
      </Fact>
      <Fact name={t("numbers.possible")}>
        <People people={reading.possible} />
      </Fact>
    </dl>
  );
}

function Fact({ name, children }: { name: string; children: JSX.Element | JSX.Element[] | string }): JSX.Element {
  return (
    <div class="fact">
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function People({ people }: { people: CustomerRef[] }): JSX.Element {
  const { i18n, links } = useApp();
  if (people.length === 0) return <>{i18n.t("numbers.nobody")}</>;
  return (
    <>
      {people.map(({ id, name }) => (
        <span class="fact-line" key={id}>
          <a href={links?.customer(id)}>{name}</a>
        </span>
      ))}
    </>
  );
}

/** A word of the server in the page's language; one that we do not know yet is shown as it is. */
function word(words: Readonly<Record<string, Key>>, said: string, t: (key: Key) => string): string {
  const key = words[said];
  return key ? t(key) : said;
}

const KINDS: Readonly<Record<string, Key>> = {
  mobile: "number.mobile",
  fixed: "number.fixed",
  shared_cost: "numbers.sharedCost",
  toll_free: "numbers.tollFree",
  premium: "numbers.premium",
  uan: "numbers.uan",
  short: "numbers.short",
  internal: "number.internal",
  withheld: "pop.withheld",
  invalid: "number.invalid",
};

/** The sentences of `phone::Note`. */
const NOTES: Readonly<Record<string, Key>> = {
  "international, written with +": "numbers.note.plus",
  "international, dialled with the prefix for calls abroad": "numbers.note.abroad",
  "national, dialled with its prefix": "numbers.note.national",
  "national, without a prefix": "numbers.note.bare",
  "taken for international: it begins with a country code": "numbers.note.country",
  "read after dropping a prefix too many": "numbers.note.spare",
  "read after the trunk's own prefix": "numbers.note.trunkPrefix",
  "without an area; the trunk's was added": "numbers.note.areaAdded",
  "one of the trunk's internal numbers": "numbers.note.internal",
  "a short number of the country": "numbers.note.short",
  "taken for a short number: no internal pattern of the trunk fits": "numbers.note.few",
  "the caller's number is not shown": "numbers.note.hidden",
  "longer than any number": "numbers.note.long",
  "shorter than any number": "numbers.note.tooShort",
  "has characters no number is written with": "numbers.note.characters",
  "no country has this code": "numbers.note.unknownCountry",
  "no such number is given out in that country": "numbers.note.notAssigned",
};
