import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import axe from "axe-core";
import type { Page } from "playwright-core";
import { afterEach, expect, test } from "vitest";
import { HOSTILE_NAME } from "../fake/company";
import type { FakeServer } from "../fake/server";
import { emptyStage } from "./stage";

let host: Server | null = null;
afterEach(() => host?.close());

/** A company's own page, strict about what may run on it, with styles that must not leak in. */
async function embed(page: Page, fake: FakeServer, attributes = 'lang="tr" theme="light"'): Promise<string> {
  const ws = fake.url.replace("http", "ws");
  const policy = `default-src 'none'; script-src 'self' ${fake.url}; connect-src ${fake.url} ${ws}; style-src 'self'; require-trusted-types-for 'script'; trusted-types 'none'`;
  const files: Record<string, [string, string]> = {
    "/": [
      "text/html",
      `<!doctype html><html lang="tr"><title>CRM</title><link rel="stylesheet" href="/crm.css"><main><h1>CRM</h1>
       <label>Not <input id="crm"></label><cti-agent server="${fake.url}" ${attributes}></cti-agent></main>
       <script type="module" src="${fake.url}/embed/v1/cti-agent.js" crossorigin></script>
       <script type="module" src="/crm.js"></script>`,
    ],
    "/crm.css": ["text/css", "h2 { font-size: 60px !important; color: red !important } button { display: none }"],
    "/crm.js": [
      "text/javascript",
      `window.heard = [];
       const element = document.querySelector("cti-agent");
       for (const name of ["ready", "conn", "state", "call", "pop", "wrapup", "error"])
         document.addEventListener("cti:" + name, (event) => window.heard.push(["cti:" + name, event.detail, event.cancelable]));
       element.tokenProvider = async () => "embed-zeynep";`,
    ],
  };
  host = createServer((request, response) => {
    const [type, body] = files[request.url ?? ""] ?? ["text/plain", ""];
    response.writeHead(body ? 200 : 404, { "Content-Type": type, "Content-Security-Policy": policy }).end(body);
  });
  const server = host;
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  fake.allowedOrigins.add(origin);
  await page.goto(origin);
  return origin;
}

test("the element works on a strict page of another origin, without cookies", async () => {
  const { page, fake, complaints } = await emptyStage();
  await embed(page, fake);
  const desk = fake.desk("zeynep");
  await page.getByText("Çağrı bekleniyor").waitFor();
  const call = desk.ring("known");
  await page.locator(".who-name", { hasText: "Hakan Demirtaş" }).waitFor();
  await page.locator(".customer").waitFor();
  desk.answer(call);
  desk.hangUp(call);
  await page.getByRole("radio", { name: "Bilgi verildi" }).check();
  await page.getByRole("button", { name: "Kaydet, hazır ol" }).click();
  await page.getByText("Çağrı bekleniyor").waitFor();
  expect(complaints).toEqual([]);
  const heard = (await page.evaluate("window.heard")) as [string, unknown, boolean][];
  expect(new Set(heard.map(([name]) => name))).toEqual(
    new Set(["cti:conn", "cti:ready", "cti:state", "cti:pop", "cti:call", "cti:wrapup"]),
  );
  expect(heard.find(([name]) => name === "cti:pop")?.[2]).toBe(true);
});

test("the host's styles do not leak in and a hostile name stays text", async () => {
  const { page, fake, complaints } = await emptyStage();
  await embed(page, fake);
  fake.desk("zeynep").ring("hostile");
  const name = page.locator(".who-name", { hasText: HOSTILE_NAME });
  await name.waitFor();
  expect(await name.evaluate((h2) => getComputedStyle(h2).fontSize)).toBe("20px");
  expect(await page.getByRole("button", { name: "Reddet" }).isVisible()).toBe(true);
  expect(await page.evaluate("window.pwned")).toBeUndefined();
  expect(complaints).toEqual([]);
});

test("typing in the host's own field goes on through a pop, and digits stay the host's", async () => {
  const { page, fake } = await emptyStage();
  await embed(page, fake);
  await page.getByText("Çağrı bekleniyor").waitFor();
  await page.locator("#crm").click();
  await page.keyboard.type("12");
  fake.desk("zeynep").ring("several");
  await page.locator(".candidate").first().waitFor();
  await page.keyboard.type("34");
  expect(await page.locator("#crm").inputValue()).toBe("1234");
  await page.locator("#crm").evaluate((field) => (field as HTMLElement).blur());
  await page.keyboard.press("Digit1");
  await page.locator(".candidate").first().focus();
  await page.keyboard.press("Digit2");
  await page.locator(".who-name", { hasText: "Orhan Işık" }).waitFor();
  expect(fake.commands("pop.pick").map((cmd) => cmd.d)).toEqual([expect.objectContaining({ customer_id: "c3" })]);
});

test("a refused token is told to the page", async () => {
  const { page, fake } = await emptyStage();
  await embed(page, fake);
  await page.getByText("Çağrı bekleniyor").waitFor();
  await page.evaluate(`document.querySelector("cti-agent").tokenProvider = async () => "embed-nobody"`);
  // Asked from outside: the page's own policy lets nothing be evaluated in it that would wait.
  const told = () => page.evaluate(`window.heard.some(([name]) => name === "cti:error")`);
  await expect.poll(told, { timeout: 10_000 }).toBe(true);
});

test("axe finds nothing inside the element", async () => {
  const { page, fake } = await emptyStage({ scheme: "dark" });
  await embed(page, fake, 'lang="en" theme="dark" mode="inline"');
  fake.desk("zeynep").ring("known");
  await page.locator(".customer").waitFor();
  await page.evaluate(axe.source);
  const found = await page.evaluate(() =>
    (globalThis as unknown as { axe: typeof axe }).axe.run("cti-agent", {
      runOnly: ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"],
    }),
  );
  expect(found.violations.map((v) => [v.id, v.nodes.map((n) => n.failureSummary)])).toEqual([]);
});
