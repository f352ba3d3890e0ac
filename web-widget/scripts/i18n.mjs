// Every text has both languages with the same places to fill, somebody shows it, and it comes with the
// part of the pages that shows it: the element's first load, what is fetched apart, the console, or its
// supervisors' pages.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { runnerImport } from "vite";

const { deskDict } = (await runnerImport("./src/core/dict.ts")).module;
const { detailsDict } = (await runnerImport("./src/agent/details-dict.ts")).module;
const { shadowDict } = (await runnerImport("./src/board/shadow-dict.ts")).module;
const { consoleDict } = (await runnerImport("./src/console/dict.ts")).module;
const { superviseDict } = (await runnerImport("./src/console/supervise-dict.ts")).module;
const { wallDict } = (await runnerImport("./src/wall/wall-dict.ts")).module;

const files = readdirSync("src", { recursive: true, encoding: "utf8" })
  .filter((name) => /\.tsx?$/.test(name) && !name.endsWith("dict.ts"))
  .map((name) => join("src", name));
const textOf = Object.fromEntries(files.map((name) => [name, readFileSync(name, "utf8")]));

/** A file and all it imports; what it imports when asked to (`import()`) is a part of its own. */
function closure(name, seen = new Set()) {
  if (seen.has(name) || !(name in textOf)) return seen;
  seen.add(name);
  for (const [, from] of textOf[name].matchAll(/^(?:import|export)(?! type)[^;]*?from "(\.[^"]+)";/gms)) {
    const path = join(dirname(name), from);
    for (const end of [".ts", ".tsx"]) if (existsSync(path + end)) closure(path + end, seen);
  }
  return seen;
}

/** Which keys a set of files shows; a key may be put together from a word of the protocol. */
function shownBy(names) {
  const texts = [...names].map((name) => textOf[name]);
  const starts = texts.flatMap((text) => [...text.matchAll(/`((?:\w+\.)+)\$\{/g)].map((m) => m[1]));
  return (key) => texts.some((text) => text.includes(`"${key}"`)) || starts.some((start) => key.startsWith(start));
}

const places = (text) => [...text.matchAll(/\{\w+\}/g)].map(String).sort().join();
const first = shownBy(closure("src/embed.ts"));
const apart = shownBy(closure("src/agent/details.ts"));
const console_ = shownBy(closure("src/console/main.tsx"));
const all = shownBy(files);
const problems = [];

const texts = { ...deskDict, ...detailsDict, ...consoleDict, ...shadowDict, ...superviseDict, ...wallDict };
for (const [key, [tr, en]] of Object.entries(texts)) {
  if (tr === "" || en === "") problems.push(`${key}: a language is missing`);
  if (places(tr) !== places(en)) problems.push(`${key}: the places differ`);
  if (!all(key)) problems.push(`${key}: nobody shows it`);
}
for (const key of Object.keys(detailsDict)) {
  if (first(key)) problems.push(`${key}: shown by the first load and comes later`);
  if (key in deskDict) problems.push(`${key}: stands in two dictionaries`);
}
for (const key of Object.keys(consoleDict)) {
  if (first(key) || apart(key)) problems.push(`${key}: shown in the element and comes with the console only`);
  if (key in deskDict || key in detailsDict) problems.push(`${key}: stands in two dictionaries`);
}
for (const key of [...Object.keys(superviseDict), ...Object.keys(wallDict)]) {
  if (console_(key)) problems.push(`${key}: shown by the console's first load and comes later`);
  if (key in deskDict || key in detailsDict || key in consoleDict) problems.push(`${key}: stands in two dictionaries`);
}

for (const line of problems) console.error(line);
process.exitCode = problems.length > 0 ? 1 : 0;
