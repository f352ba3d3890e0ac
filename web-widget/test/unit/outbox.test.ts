import { expect, test } from "vitest";
import { Acks } from "../../src/core/acks";
import type { Command, Reply } from "../../src/core/frames";
import { Outbox } from "../../src/core/outbox";

const save: Command = { op: "note.add", d: { customer_id: "c1", text: "x" } };
const hangUp: Command = { op: "call.hangup", d: { call_id: "k" } };

test("a command without a connection is refused at once and never sent later", async () => {
  const outbox = new Outbox();
  const reply = await outbox.run(save);
  const sent: string[] = [];
  outbox.attach((key) => sent.push(key));
  expect(reply.ok).toBe(false);
  expect(sent).toEqual([]);
});

test("a harmless command cut off on its way is sent again with the same key", async () => {
  const outbox = new Outbox();
  const sent: string[] = [];
  outbox.attach((key) => sent.push(key));
  const reply = outbox.run(save);
  outbox.detach();
  outbox.attach((key) => sent.push(key));
  expect(sent).toHaveLength(2);
  expect(sent[0]).toBe(sent[1]);
  outbox.settle(sent[0] ?? "", { ok: true });
  expect(await reply).toEqual({ ok: true });
});

test("hanging up is never repeated; the agent is told that the end is unknown", async () => {
  const outbox = new Outbox();
  const sent: string[] = [];
  outbox.attach((key) => sent.push(key));
  const reply: Promise<Reply> = outbox.run(hangUp);
  outbox.detach();
  outbox.attach((key) => sent.push(key));
  expect(sent).toHaveLength(1);
  expect(await reply).toMatchObject({ ok: false, err: { code: "unknown" } });
});

function ackedPops(): { acks: Acks; sent: [string, number][]; online: { value: boolean } } {
  const sent: [string, number][] = [];
  const online = { value: true };
  const acks = new Acks(
    (pop, q) => {
      if (online.value) sent.push([pop, q]);
      return online.value;
    },
    () => 0,
  );
  return { acks, sent, online };
}

test("a pop is acked when it has arrived and stands in the DOM, whichever came last", () => {
  const { acks, sent } = ackedPops();
  acks.arrived("p1", 5);
  expect(sent).toEqual([]);
  acks.shown("p1");
  acks.shown("p2");
  acks.arrived("p2", 6);
  expect(sent).toEqual([
    ["p1", 5],
    ["p2", 6],
  ]);
});

test("a pop sent again is acked again, and one taken from the DOM is not", () => {
  const { acks, sent } = ackedPops();
  acks.shown("p1");
  acks.arrived("p1", 5);
  acks.arrived("p1", 5);
  acks.hidden("p1");
  acks.arrived("p1", 5);
  expect(sent).toHaveLength(2);
});

test("an ack that could not leave is sent once the stream is live again", () => {
  const { acks, sent, online } = ackedPops();
  online.value = false;
  acks.shown("p1");
  acks.arrived("p1", 5);
  online.value = true;
  acks.reset();
  acks.open(["p1"], 7);
  acks.open(["p1"], 7);
  expect(sent).toEqual([["p1", 7]]);
});
