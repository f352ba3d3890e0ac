import type { Page } from "playwright-core";
import { afterEach } from "vitest";
import type { FakeDesk } from "../fake/desk";
import { FakeServer } from "../fake/server";
import { type Look, openBrowser, signIn, type Window } from "./browser";

/** A fake server, a browser on it and somebody signed in. */
export type Stage = Window & { fake: FakeServer; desk: FakeDesk; complaints: string[] };

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

/** Sets a stage and takes it down after the test. `complaints` collects errors and broken policies. */
export async function stage(look: Look & { login?: string; path?: string } = {}): Promise<Stage> {
  const fake = await FakeServer.start();
  closing.push(() => fake.stop());
  const window = await openBrowser(look);
  closing.push(window.close);
  const complaints = listen(window.page);
  await signIn(window.page, fake, look.login, look.path);
  return { ...window, fake, desk: fake.desk("zeynep"), complaints };
}

/** A fake server and a browser, nobody signed in. */
export async function emptyStage(look: Look = {}): Promise<Window & { fake: FakeServer; complaints: string[] }> {
  const fake = await FakeServer.start();
  closing.push(() => fake.stop());
  const window = await openBrowser(look);
  closing.push(window.close);
  return { ...window, fake, complaints: listen(window.page) };
}

function listen(page: Page): string[] {
  const complaints: string[] = [];
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("console", (message) => {
    const expected = message.text().startsWith("Failed to load resource") || message.text().startsWith("WebSocket");
    if (message.type() === "error" && !expected) complaints.push(message.text());
  });
  return complaints;
}

/** Resolves when the fake server has seen what is waited for. */
export async function eventually(is: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await is())) await new Promise((turn) => setTimeout(turn, 5));
}
