import { expect, test } from "vitest";
import { backoff } from "../../src/core/backoff";

const longest = (attempt: number): number => backoff(attempt, () => 0.999_999);

test("the upper bound of a wait doubles until fifteen seconds", () => {
  expect([0, 1, 2, 3].map(longest)).toEqual([249, 499, 999, 1_999]);
  expect(longest(6)).toBe(14_999);
  expect(longest(500)).toBe(14_999);
});

test("jitter is full: a wait may be nothing at all", () => {
  expect(backoff(9, () => 0)).toBe(0);
});
