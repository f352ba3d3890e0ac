import { effect } from "@preact/signals";
import WebSocket from "ws";
import { Desk } from "../../src/core/desk";
import type { OpenSocket, Socket } from "../../src/core/socket";
import { USERS } from "../fake/company";
import { FakeServer } from "../fake/server";

const open: OpenSocket = (url, protocols) => {
  const socket = new WebSocket(url, protocols);
  // A browser reports trouble by closing only; this one throws when nobody listens.
  socket.on("error", () => undefined);
  return socket as unknown as Socket;
};

/** A fake server and a desk without a page, as the tests of the connection need them. */
export type Rig = { fake: FakeServer; desk: Desk; tickets: () => number; stop: () => Promise<void> };

export async function startRig(login = "zeynep", want = ["agent"]): Promise<Rig> {
  const fake = await FakeServer.start();
  const user = USERS.find((u) => u.login === login) as (typeof USERS)[number];
  let tickets = 0;
  const desk = new Desk({
    url: `${fake.url.replace("http", "ws")}/ws/v1`,
    name: "console",
    version: "test",
    lang: () => "tr",
    want,
    who: login,
    ticket: async () => {
      tickets += 1;
      return fake.newTicket(user);
    },
    open,
    random: () => 0,
  });
  const stop = async (): Promise<void> => {
    desk.stop();
    await fake.stop();
  };
  desk.start();
  return { fake, desk, tickets: () => tickets, stop };
}

/** Resolves when `is` has become true; `is` reads signals. */
export function until(is: () => boolean): Promise<void> {
  return new Promise((resolve) => {
    let stop: (() => void) | undefined;
    let met = false;
    stop = effect(() => {
      if (met || !is()) return;
      met = true;
      queueMicrotask(() => stop?.());
      resolve();
    });
  });
}

/** Resolves when a plain condition has become true, looking again after every turn of the event loop. */
export async function eventually(is: () => boolean): Promise<void> {
  while (!is()) await new Promise((turn) => setImmediate(turn));
}

/** Numbers that look random and are the same for the same seed. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
