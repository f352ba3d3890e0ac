import { PASSWORD, USERS } from "./company";
import type { Caller } from "./desk";
import { FakeServer } from "./server";

/** For people: the built pages with somebody calling Zeynep again and again. */
const fake = await FakeServer.start(Number(process.env.PORT ?? 8090));
const desk = fake.desk("zeynep");
const callers: Caller[] = ["known", "several", "alike", "unknown", "withheld", "hostile"];
let turn = 0;

setInterval(() => {
  if (desk.state.session.state !== "available" || desk.state.calls.length > 0) return;
  const call = desk.ring(callers[turn++ % callers.length] ?? "known", { found: false });
  setTimeout(() => desk.found(call), 700);
  setTimeout(() => desk.state.calls.some((c) => c.call_id === call) && desk.answer(call), 8_000);
}, 6_000);
setInterval(() => fake.queue("destek", { waiting: Math.floor(Math.random() * 9) }), 1_000);

process.stdout.write(`${fake.url}  users: ${USERS.map((u) => u.login).join(" ")}  password: ${PASSWORD}\n`);
