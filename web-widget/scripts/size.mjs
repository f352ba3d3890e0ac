// Compressed sizes against their limits; run after a build.
import { readdirSync, readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";

const KB = 1_000;
const gz = (path) => gzipSync(readFileSync(path), { level: 9 }).length;
const ASSETS = "dist/assets";
const assets = readdirSync(ASSETS).filter((name) => /\.(js|css)$/.test(name));

/** A module and all it imports without being asked to wait. */
function withStatic(dir, name, seen = new Set()) {
  seen.add(name);
  const code = readFileSync(`${dir}/${name}`, "utf8");
  for (const [, other] of code.matchAll(/(?:from|import)\s*["'`]\.\/([\w.-]+\.js)["'`]/g))
    if (!seen.has(other)) withStatic(dir, other, seen);
  return seen;
}

const EMBED = "dist/embed/v1";
const first = withStatic(EMBED, "cti-agent.js");
/** The modules and styles the console's page names, with all they import without being asked to wait. */
const page = readFileSync("dist/console.html", "utf8");
const opened = new Set(assets.filter((name) => page.includes(name)));
for (const name of [...opened].filter((name) => name.endsWith(".js"))) withStatic(ASSETS, name, opened);
const sum = (dir, names) => [...names].reduce((n, name) => n + gz(`${dir}/${name}`), 0);

const measured = [
  { what: `element, first load (${first.size} files)`, bytes: sum(EMBED, first), limit: 30 * KB },
  {
    what: `console, first load (${opened.size} files)`,
    bytes: sum(ASSETS, opened) + gz("dist/console.html"),
    limit: 60 * KB,
  },
];

for (const name of readdirSync(EMBED).filter((n) => !first.has(n))) {
  measured.push({ what: `element, later: ${name}`, bytes: gz(`${EMBED}/${name}`), limit: 12 * KB });
}
for (const name of assets.filter((n) => !opened.has(n))) {
  measured.push({ what: `console, later: ${name}`, bytes: gz(`${ASSETS}/${name}`), limit: 12 * KB });
}

for (const { what, bytes, limit } of measured) {
  console.log(`${bytes <= limit ? "ok " : "BIG"} ${what}: ${(bytes / KB).toFixed(1)} of ${limit / KB} KB gz`);
}
process.exitCode = measured.every(({ bytes, limit }) => bytes <= limit) ? 0 : 1;
