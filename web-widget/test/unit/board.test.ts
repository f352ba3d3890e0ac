import { expect, test } from "vitest";
import { arrange, type Choice, holdOrder } from "../../src/board/order";
import { agentLevel, reduceBoard, waitLevel } from "../../src/core/board-view";
import type { Frame } from "../../src/core/frames";
import { newBoard } from "../fake/company";

const ALL: Choice = { text: "", state: "", queue: "", sort: "name" };
const names = (choice: Partial<Choice>): string[] =>
  arrange(newBoard().agents, { ...ALL, ...choice }).map((r) => r.name);

test("names stand in Turkish order", () => {
  expect(names({})).toEqual(["Ayşe Yılmaz", "Deniz Şahin", "Elif Çelik", "Mehmet Kaya", "Şükrü Öz", "Zeynep Arslan"]);
});

test("an agent whom nobody can reach comes before everybody else", () => {
  expect(names({ sort: "attention" })[0]).toBe("Şükrü Öz");
});

test("agents are found by folded name, state and queue together", () => {
  expect(names({ text: "OZ" })).toEqual(["Şükrü Öz"]);
  expect(names({ queue: "english" })).toEqual(["Deniz Şahin", "Mehmet Kaya"]);
  expect(names({ queue: "english", state: "available" })).toEqual(["Mehmet Kaya"]);
});

test("a held order keeps its rows where they stood and adds new ones at the end", () => {
  const rows = newBoard().agents;
  expect(holdOrder(rows, ["a3", "a1", "a2"]).map((r) => r.id)).toEqual(["a3", "a1", "a2", "a4", "a5", "a6"]);
});

test("a wait is a warning beyond the target and a breach beyond three times it", () => {
  expect([20_000, 20_001, 60_001].map((ms) => waitLevel(ms, 20))).toEqual(["ok", "warn", "breach"]);
});

test("an agent who is offline needs no attention however her phone is", () => {
  const [elif] = newBoard().agents.slice(-1);
  expect(elif && agentLevel(elif)).toBe("ok");
});

test("an event replaces its row and leaves the others as they are", () => {
  const board = newBoard();
  const row = { ...(board.queues[1] as (typeof board.queues)[number]), waiting: 9 };
  const ev = { t: "ev", s: "board", q: 1, at: "", k: "queue", d: row } as Frame<"ev">;
  const after = reduceBoard(board, ev);
  expect(after.queues.map((q) => q.waiting)).toEqual([6, 9, 0]);
  expect(after.queues[0]).toBe(board.queues[0]);
});
