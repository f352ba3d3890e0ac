import { expect, test } from "vitest";
import { changesOf } from "../../src/agent/element-events";
import { type AgentView, deskItems, emptyAgentView, fromSnapshot, reduceAgent } from "../../src/core/agent-view";
import type { Frame } from "../../src/core/frames";
import { USERS } from "../fake/company";
import { FakeDesk } from "../fake/desk";

/** A desk whose events are folded as they are made. */
function followed(): { desk: FakeDesk; view: () => AgentView; views: AgentView[] } {
  const desk = new FakeDesk(USERS[0] as (typeof USERS)[number]);
  const views = [fromSnapshot(emptyAgentView, structuredClone(desk.state))];
  const last = (): AgentView => views.at(-1) as AgentView;
  desk.stream.listen((frame) => views.push(reduceAgent(last(), frame as Frame<"ev">)));
  return { desk, view: last, views };
}

test("a call goes from ring to wrap-up as one card, with the customer until the end", () => {
  const { desk, view } = followed();
  const call = desk.ring("known");
  const stages: (string | undefined)[] = [deskItems(view())[0]?.stage];
  desk.answer(call);
  stages.push(deskItems(view())[0]?.stage);
  desk.hangUp(call);
  stages.push(deskItems(view())[0]?.stage);
  expect(stages).toEqual(["ringing", "talking", "wrap_up"]);
  expect(deskItems(view())[0]?.pop?.candidates[0]?.name).toBe("Hakan Demirtaş");
  desk.finish(call);
  expect(deskItems(view())).toEqual([]);
  expect(view().kept).toEqual([]);
});

test("a second call stands above the first and overwrites nothing", () => {
  const { desk, view } = followed();
  const first = desk.ring("known");
  desk.answer(first);
  desk.hangUp(first);
  const second = desk.ring("unknown");
  expect(deskItems(view()).map((item) => item.callId)).toEqual([second, first]);
});

test("a missed call is remembered until something else happens", () => {
  const { desk, view } = followed();
  desk.miss(desk.ring("known"));
  expect(view().missed?.call?.party.number).toBe("+905320000012");
  desk.ring("known");
  expect(view().missed).toBeNull();
});

test("an event of a kind that we do not know changes nothing", () => {
  const strange = { t: "ev", s: "agent", q: 1, at: "", k: "moon.phase", d: {} } as unknown as Frame<"ev">;
  expect(reduceAgent(emptyAgentView, strange)).toBe(emptyAgentView);
});

test("a snapshot forgets what was held but not the card of a call that goes on", () => {
  const { desk, view } = followed();
  const call = desk.ring("known");
  desk.answer(call);
  desk.closePop(call, "answered");
  const after = fromSnapshot(view(), structuredClone(desk.state));
  expect(deskItems(after)[0]?.pop?.call_id).toBe(call);
});

test("folding the events gives what a snapshot would have said", () => {
  const { desk, view } = followed();
  const call = desk.ring("several", { found: false });
  desk.found(call);
  desk.answer(call);
  desk.hangUp(call);
  const { session, calls, pops, wrapUps: wrap_ups } = view();
  expect({ session, calls, pops, wrap_ups }).toEqual(desk.state);
});

test("the page outside hears of state, call, pop and wrap-up, each once", () => {
  const { desk, views } = followed();
  const call = desk.ring("known", { found: false });
  desk.found(call);
  desk.answer(call);
  desk.hangUp(call);
  desk.finish(call);
  const names = views.slice(1).flatMap((view, i) => changesOf(views[i] as AgentView, view).map((c) => c.name));
  const count = (name: string): number => names.filter((n) => n === name).length;
  expect({ state: count("cti:state"), call: count("cti:call"), wrapup: count("cti:wrapup") }).toEqual({
    state: 4,
    call: 3,
    wrapup: 2,
  });
  expect(count("cti:pop")).toBe(2);
});

test("between the end of a conversation and its wrap-up the card stays, in whatever order they come", () => {
  const { desk, views } = followed();
  const call = desk.ring("known");
  desk.answer(call);
  const from = views.length;
  desk.hangUp(call);
  const stages = views.slice(from).map((view) => deskItems(view)[0]?.stage);
  expect(new Set(stages)).toEqual(new Set(["wrap_up"]));
});

test("a conversation without a wrap-up leaves no card behind", () => {
  const { desk, view } = followed();
  const call = desk.ring("known");
  desk.answer(call);
  desk.stream.emit({ k: "call.gone", d: { call_id: call, how: "ended" } });
  desk.stream.emit({ k: "pop.closed", d: { pop_id: `pop-${call}`, how: "ended" } });
  desk.session({ state: "available" });
  expect(deskItems(view())).toEqual([]);
  expect(view().kept).toEqual([]);
});
