import { signal } from "@preact/signals";
import { expect, test } from "vitest";
import { consoleDict } from "../../src/console/dict";
import { chartOf } from "../../src/console/span-chart";
import { I18n, type Lang, register } from "../../src/core/i18n";
import { newCalls } from "../fake/company";
import { explanationOf } from "../fake/explanation";

register(consoleDict);
const i18n = new I18n(signal<Lang>("tr"));
const account = explanationOf(newCalls()[0] as ReturnType<typeof newCalls>[0]);

test("bars fill every agent's line from the first moment of waiting to the last, without gaps", () => {
  const chart = chartOf(account, Date.now(), i18n);
  expect(chart?.lengthMs).toBe(39_500);
  for (const { bars } of [...(chart?.agents ?? []), ...(chart ? [chart.call] : [])]) {
    expect(bars.reduce((sum, bar) => sum + bar.width, 0)).toBeCloseTo(100, 6);
    for (const [i, bar] of bars.entries()) {
      const before = bars[i - 1];
      expect(bar.left).toBeCloseTo(before ? before.left + before.width : 0, 6);
    }
  }
});

test("whoever had the call comes first; a word that is not known yet is drawn too", () => {
  const chart = chartOf(account, Date.now(), i18n);
  expect(chart?.agents.slice(0, 2).map((row) => row.name)).toEqual(["Mehmet Kaya", "Zeynep Arslan"]);
  const odd = {
    ...account,
    agents: account.agents.map((a) => ({ ...a, spans: a.spans.map((s) => ({ ...s, verdict: "new" })) })),
  };
  expect(chartOf(odd, Date.now(), i18n)?.agents[0]?.bars[0]?.tone).toBe("unfit");
});

test("what still goes on is drawn up to now, and nothing at all is no chart", () => {
  const begin = Date.parse(account.places[0]?.from ?? "");
  const waiting = {
    ...account,
    places: account.places.slice(0, 1).map((p) => ({ ...p, until: null })),
    agents: account.agents.slice(2, 3).map((a) => ({ ...a, spans: a.spans.map((s) => ({ ...s, until: null })) })),
  };
  expect(chartOf(waiting, begin + 7_000, i18n)?.lengthMs).toBe(7_000);
  expect(chartOf({ ...account, places: [], agents: [] }, begin, i18n)).toBeNull();
});
