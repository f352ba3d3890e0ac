import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { WALL_TOKEN } from "../fake/company";
import type { FakeServer } from "../fake/server";
import { emptyStage } from "./stage";

async function hang(page: Page, fake: FakeServer, more = ""): Promise<void> {
  await page.goto(`${fake.url}/wall?token=${WALL_TOKEN}${more}`);
  await page.locator(".wall-queue").first().waitFor();
}

/** The smallest text on the page, CSS pixels. */
const SMALLEST =
  "Math.min(...[...document.querySelectorAll('.wall *')]" +
  ".filter((e) => [...e.childNodes].some((n) => n.nodeType === 3 && n.textContent.trim()) && !e.closest('.sr'))" +
  ".map((e) => parseFloat(getComputedStyle(e).fontSize)))";

test("a display shows its queues without anybody signing in, large enough for the other end of the room", async () => {
  const { page, fake, complaints } = await emptyStage({ width: 1920, height: 1080 });
  await hang(page, fake);
  const support = page.locator(".wall-queue", { hasText: "Destek" });
  expect(await support.locator(".wall-waiting").textContent()).toBe("6 bekliyor");
  // By shape and in words, not by colour alone.
  expect(await support.locator(".level-breach").count()).toBe(2);
  expect(Number(await page.evaluate(SMALLEST))).toBeGreaterThanOrEqual(32);
  expect(await page.getByText("Zeynep").count()).toBe(0);
  fake.queue("destek", { waiting: 11 });
  await support.getByText("11").waitFor();
  expect(complaints).toEqual([]);
});

test("old figures say so and how old they are", async () => {
  const { page, fake } = await emptyStage({ width: 1280, height: 720 });
  await hang(page, fake);
  fake.link({ up: false, detail: null });
  await page
    .getByRole("alert")
    .getByText(/Telefon santraline bağlantı yok · veriler 00:0\d eski/)
    .waitFor();
  fake.link({ up: true, detail: null });
  await page.getByRole("alert").waitFor({ state: "detached" });
  await fake.stop();
  await page
    .getByRole("alert")
    .getByText(/Bağlantı yok/)
    .waitFor();
});

test("queues take turns where not all fit", async () => {
  const { page, fake } = await emptyStage({ width: 500, height: 400 });
  await hang(page, fake, "&rotate=1");
  expect(await page.locator(".wall-queue").count()).toBe(1);
  await page.locator(".wall-queue", { hasText: "Destek" }).waitFor();
  await page.getByText("2 / 3").waitFor();
  await page.locator(".wall-queue", { hasText: "Satış" }).waitFor();
});

test("a token that opens nothing says whom to ask", async () => {
  const { page, fake } = await emptyStage();
  await page.goto(`${fake.url}/wall?token=nothing`);
  await page.getByText("Bir süpervizörden yenisini isteyin.", { exact: false }).waitFor();
  expect(await page.locator(".wall-queue").count()).toBe(0);
});
