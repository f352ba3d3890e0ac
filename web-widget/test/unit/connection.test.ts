import { effect } from "@preact/signals";
import { afterEach, expect, test } from "vitest";
import { NOT_ALLOWED } from "../fake/feed";
import { eventually, type Rig, seeded, startRig, until } from "./rig";

let rig: Rig;
afterEach(() => rig.stop());

const live = (): Promise<void> => until(() => rig.desk.conn.value.s === "live");

test("a page shows the snapshot, then follows the events", async () => {
  rig = await startRig();
  await live();
  expect(rig.desk.agent.value.session?.name).toBe("Zeynep Arslan");
  rig.fake.desk("zeynep").ring("known");
  await until(() => rig.desk.agent.value.pops.length === 1);
  expect(rig.desk.agent.value.pops[0]?.match).toBe("single");
});

/** Cuts every connection after a random number of frames, while events go on. */
async function survive(cuts: number, seed: number): Promise<{ seen: string[]; sent: string[] }> {
  rig = await startRig();
  await live();
  const { fake, desk } = rig;
  const random = seeded(seed);
  const zeynep = fake.desk("zeynep");
  const seen: string[] = [];
  const stop = effect(() => {
    const extension = desk.agent.value.session?.extension ?? "";
    if (extension.startsWith("x")) seen.push(extension);
  });
  let made = 0;
  fake.onWelcome = (connection) => {
    made += 1;
    if (made <= cuts) connection.cutAfter(1 + Math.floor(random() * 7));
  };
  const sent: string[] = [];
  fake.cut();
  while (made <= cuts) {
    const name = `x${sent.length}`;
    sent.push(name);
    zeynep.session({ extension: name });
    await new Promise((turn) => setTimeout(turn, Math.floor(random() * 3)));
  }
  await until(() => desk.agent.value.session?.extension === sent.at(-1));
  stop();
  return { seen, sent };
}

test("three hundred random cuts lose no event and double none", async () => {
  const { seen, sent } = await survive(300, 20_261_125);
  expect(seen).toEqual(sent);
}, 60_000);

test("a hole in the stream is closed with 4001 and mended by resuming", async () => {
  rig = await startRig();
  await live();
  const desk = rig.fake.desk("zeynep");
  const seen = rig.fake.received.length;
  desk.stream.q += 1;
  desk.session({ extension: "x1" });
  await until(() => rig.desk.agent.value.session?.extension === "x1");
  const hello = rig.fake.received.slice(seen).find((frame) => frame.t === "hello");
  expect(hello?.resume).toEqual([{ s: "agent", epoch: desk.stream.epoch, q: 0 }]);
});

test("after a restart of the server the new life's snapshot is taken, and its open pop acked", async () => {
  rig = await startRig();
  await live();
  const call = rig.fake.desk("zeynep").ring("known");
  await until(() => rig.desk.agent.value.pops.length === 1);
  rig.desk.shown(`pop-${call}`);
  await eventually(() => rig.fake.acks.length === 1);
  rig.fake.restart();
  await eventually(() => rig.fake.acks.length === 2);
  expect(rig.fake.acks.map((ack) => ack.pop)).toEqual([`pop-${call}`, `pop-${call}`]);
  expect(rig.desk.agent.value.pops).toHaveLength(1);
});

test("a pop sent again is acked again and shown once", async () => {
  rig = await startRig();
  await live();
  const call = rig.fake.desk("zeynep").ring("known");
  await until(() => rig.desk.agent.value.pops.length === 1);
  rig.desk.shown(`pop-${call}`);
  rig.fake.desk("zeynep").resendPop();
  await eventually(() => rig.fake.acks.length === 2);
  expect(rig.desk.agent.value.pops).toHaveLength(1);
});

test("a close of the 42xx kind stops the page until a person asks for more", async () => {
  rig = await startRig();
  await live();
  rig.fake.closeAll(4202, "replaced");
  await until(() => rig.desk.conn.value.s === "stopped");
  expect(rig.desk.conn.value).toEqual({ s: "stopped", code: 4202, why: "replaced" });
  rig.desk.restart();
  await live();
});

test("a close of the 41xx kind takes a new ticket and goes on", async () => {
  rig = await startRig();
  await live();
  const before = rig.tickets();
  rig.fake.closeAll(4101, "expired");
  await until(() => rig.desk.conn.value.s === "lost");
  await live();
  expect(rig.tickets()).toBe(before + 1);
});

test("an outage begins with the first cut, not with the last attempt", async () => {
  rig = await startRig();
  await live();
  rig.fake.onWelcome = (connection) => connection.cut();
  rig.fake.cut();
  await until(() => rig.desk.conn.value.s === "lost");
  const first = rig.desk.conn.value;
  const tickets = rig.tickets();
  await eventually(() => rig.tickets() > tickets + 3);
  expect(rig.desk.conn.value).toBe(first);
});

test("a command is answered; a refusal says why", async () => {
  rig = await startRig();
  await live();
  const state = { op: "agent.state", d: { state: "not_ready", reason: "mola" } } as const;
  expect(await rig.desk.run(state)).toEqual({ ok: true });
  await until(() => rig.desk.agent.value.session?.reason === "mola");
  rig.fake.refuse = NOT_ALLOWED;
  expect(await rig.desk.run(state)).toEqual({ ok: false, err: NOT_ALLOWED });
});

test("a command whose reply was cut off is sent again with its key and done once", async () => {
  rig = await startRig();
  await live();
  rig.fake.silent = true;
  const reply = rig.desk.run({ op: "note.add", d: { customer_id: "c1", text: "x" } });
  await eventually(() => rig.fake.commands("note.add").length === 1);
  rig.fake.silent = false;
  rig.fake.cut();
  expect(await reply).toEqual({ ok: true });
  const keys = rig.fake.commands("note.add").map((cmd) => cmd.key);
  expect(keys).toHaveLength(2);
  expect(new Set(keys).size).toBe(1);
  expect(rig.fake.customers.get("c1")?.notes).toHaveLength(2);
});

test("the board keeps only the newest value and shows it after a cut", async () => {
  rig = await startRig("derya", ["board"]);
  await live();
  rig.fake.cut();
  for (let waiting = 0; waiting < 50; waiting += 1) rig.fake.queue("destek", { waiting });
  await until(() => rig.desk.board.value?.queues[0]?.waiting === 49);
});

test("several frames may come in one message, and a frame of an unknown kind is passed over", async () => {
  const { parseFrames } = await import("../../src/core/frames");
  rig = await startRig();
  expect(parseFrames('[{"t":"ping","n":1},{"t":"later"},null,7]')).toHaveLength(2);
  expect(parseFrames("not json")).toEqual([]);
});
