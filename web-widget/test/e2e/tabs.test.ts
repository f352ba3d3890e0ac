import { expect, test } from "vitest";
import { eventually, stage } from "./stage";

test("two tabs share one connection; when the leading tab is closed the other goes on without loss", async () => {
  const { page, context, fake, desk } = await stage();
  const second = await context.newPage();
  await second.goto(`${fake.url}/agent`);
  await second.locator(".conn-live").waitFor();
  expect(fake.connections.size).toBe(1);

  const call = desk.ring("known");
  await second.locator(".who-name", { hasText: "Hakan Demirtaş" }).waitFor();
  const held = desk.stream.q;

  await page.close();
  desk.answer(call);
  await second.locator(".call-talking").waitFor();
  expect(fake.connections.size).toBe(1);
  const hello = fake.received.findLast((frame) => frame.t === "hello");
  expect(hello?.resume).toEqual([{ s: "agent", epoch: desk.stream.epoch, q: expect.any(Number) }]);
  expect(hello?.resume[0]?.q).toBeGreaterThanOrEqual(held);
});

test("a command pressed in a following tab goes by the leading one", async () => {
  const { context, fake, desk } = await stage();
  const second = await context.newPage();
  await second.goto(`${fake.url}/agent`);
  desk.ring("known");
  await second.getByRole("button", { name: "Reddet" }).click();
  await second.locator(".call-ringing").waitFor({ state: "detached" });
  expect(fake.connections.size).toBe(1);
  expect(fake.commands("call.reject")).toHaveLength(1);
});

test("only the leading tab acks a pop", async () => {
  const { page, context, fake, desk } = await stage();
  const second = await context.newPage();
  await second.goto(`${fake.url}/agent`);
  await second.locator(".conn-live").waitFor();
  desk.ring("known");
  await page.locator(".call-ringing").waitFor();
  await second.locator(".call-ringing").waitFor();
  await eventually(() => fake.acks.length > 0);
  expect(fake.acks).toHaveLength(1);
});
