import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type BrowserContext, chromium, type Page } from "playwright-core";
import { PASSWORD } from "../fake/company";
import type { FakeServer } from "../fake/server";

const ARGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** Longer than anything takes on a slow machine; a test that waits for what never comes ends here. */
const TIMEOUT_MS = 15_000;

/** A browser of its own with nothing remembered. */
export type Window = { context: BrowserContext; page: Page; close: () => Promise<void> };

export type Look = { lang?: "tr" | "en"; scheme?: "light" | "dark"; width?: number; height?: number };

/** Opens a browser on the fake server's pages. */
export async function openBrowser(look: Look = {}): Promise<Window> {
  const profile = mkdtempSync(join(tmpdir(), "santral-e2e-"));
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    headless: true,
    args: ARGS,
    locale: look.lang === "en" ? "en-GB" : "tr-TR",
    timezoneId: "Europe/Istanbul",
    colorScheme: look.scheme ?? "light",
    viewport: { width: look.width ?? 1280, height: look.height ?? 800 },
  });
  context.setDefaultTimeout(TIMEOUT_MS);
  const page = context.pages()[0] ?? (await context.newPage());
  const close = async (): Promise<void> => {
    await context.close();
    rmSync(profile, { recursive: true, force: true });
  };
  return { context, page, close };
}

/** Signs in through the form, as a person would. */
export async function signIn(page: Page, fake: FakeServer, login = "zeynep", path = "/"): Promise<void> {
  await page.goto(fake.url + path);
  await page.locator('input[autocomplete="username"]').fill(login);
  await page.locator('input[autocomplete="current-password"]').fill(PASSWORD);
  await page.locator('button[type="submit"]').click();
  await page.locator(".conn-live").waitFor();
}
