// Compressed sizes against their limits; run after a build.
import { readdirSync, readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";

const KB = 1_000;
const gz = (path) => gzipSync(readFileSync(path), { level: 9 }).length;
const assets = readdirSync("dist/assets").filter((name) => /\.(js|css)$/.test(name));

/** A module and all it imports without being asked to wait. */
function withStatic(dir, name, seen = new Set()) {
  if (seen.has(name)) return seen;
  seen.add(name);
  const code = readFileSync(`${dir}/${name}`, "utf8");
  for (const [, other] of code.matchAll(/(?:from|import)\s*["'`]\.\/([\w.-]+\.js)["'`]/g)) withStatic(dir, other, seen);
  return seen;
}

const EMBED = "dist/embed/v1";
const first = withStatic(EMBED, "cti-agent.js");
const sum = (dir, names) => [...names].reduce((n, name) => n + gz(`${dir}/${name}`), 0);

const measured = [
  { what: `element, first load (${first.size} files)`, bytes: sum(EMBED, first), limit: 30 * KB },
  {
    what: "console, first load",
    bytes: [...assets.map((name) => `dist/assets/${name}`), "dist/console.html"].reduce((n, p) => n + gz(p), 0),
    limit: 60 * KB,
  },
];

for (const name of readdirSync(EMBED).filter((n) => !first.has(n))) {
  measured.push({ what: `element, later: ${name}`, bytes: gz(`${EMBED}/${name}`), limit: 12 * KB });
}

for (const { what, bytes, limit } of measured) {
  console.log(`${bytes <= limit ? "ok " : "BIG"} ${what}: ${(bytes / KB).toFixed(1)} of ${limit / KB} KB gz`);
}
process.exitCode = measured.every(({ bytes, limit }) => bytes <= limit) ? 0 : 1;
