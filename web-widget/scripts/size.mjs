// Compressed sizes against their limits; run after a build.
import { readdirSync, readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";

const KB = 1_000;
const gz = (path) => gzipSync(readFileSync(path), { level: 9 }).length;
const ASSETS = "dist/assets";
const assets = readdirSync(ASSETS).filter((name) => /\.(js|css)$/.test(name));

/** A module and all it imports without being asked to wait. */
function withStatic(dir, name, seen = new Set()) {
  if (seen.has(name)) return seen;
  seen.add(name);
  const code = readFileSync(`${dir}/${name}`, "utf8");
  for (const [, other] of code.matchAll(/(?:from|import)\s*["'`]\.\/([\w.-]+\.js)["'`]/g)) withStatic(dir, other, seen);
  return seen;
}

/** The modules and styles the console's page names, with all they import without being asked to wait. */
function consoleFirst() {
  const page = readFileSync("dist/console.html", "utf8");
  const named = assets.filter((name) => page.includes(`/${name}`));
  const seen = new Set(named.filter((name) => name.endsWith(".css")));
  for (const name of named.filter((name) => name.endsWith(".js"))) withStatic(ASSETS, name, seen);
  return seen;
}

const EMBED = "dist/embed/v1";
const first = withStatic(EMBED, "cti-agent.js");
const sum = (dir, names) => [...names].reduce((n, name) => n + gz(`${dir}/${name}`), 0);

const measured = [
  { what: `element, first load (${first.size} files)`, bytes: sum(EMBED, first), limit: 30 * KB },
  {
    what: "console, first load",
    bytes: sum(ASSETS, consoleFirst()) + gz("dist/console.html"),
    limit: 60 * KB,
  },
];

for (const name of assets.filter((n) => !consoleFirst().has(n))) {
  measured.push({ what: `console, later: ${name}`, bytes: gz(`${ASSETS}/${name}`), limit: 12 * KB });
}

for (const name of readdirSync(EMBED).filter((n) => !first.has(n))) {
  measured.push({ what: `element, later: ${name}`, bytes: gz(`${EMBED}/${name}`), limit: 12 * KB });
}

for (const { what, bytes, limit } of measured) {
  console.log(`${bytes <= limit ? "ok " : "BIG"} ${what}: ${(bytes / KB).toFixed(1)} of ${limit / KB} KB gz`);
}
process.exitCode = measured.every(({ bytes, limit }) => bytes <= limit) ? 0 : 1;
