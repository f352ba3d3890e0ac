import { expect, test } from "vitest";
import { judge, Positions } from "../../src/core/follow";

const held = { s: "agent", epoch: "life-1", q: 41 };

test("a log takes the next event, drops one it has seen and stops at a hole", () => {
  expect(judge("log", held, 42)).toBe("apply");
  expect(judge("log", held, 41)).toBe("drop");
  expect(judge("log", held, 7)).toBe("drop");
  expect(judge("log", held, 43)).toBe("gap");
});

test("a state stream takes any newer event, since only the newest value counts", () => {
  expect(judge("state", held, 99)).toBe("apply");
  expect(judge("state", held, 41)).toBe("drop");
});

test("an event of a stream without a position is a hole", () => {
  expect(judge("log", undefined, 1)).toBe("gap");
});

test("a new life of a stream makes the position held worthless", () => {
  const positions = new Positions();
  positions.set("agent", "life-1", 41);
  positions.advance("agent", 42);
  positions.forgetUnless("agent", "life-1");
  expect(positions.all()).toEqual([{ s: "agent", epoch: "life-1", q: 42 }]);
  positions.forgetUnless("agent", "life-2");
  expect(positions.all()).toEqual([]);
});
