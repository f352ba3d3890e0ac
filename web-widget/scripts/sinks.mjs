// A caller's name is only ever text: nothing in `src` may turn a string into markup or into code.
import { readdirSync, readFileSync } from "node:fs";

const SINKS =
  /\b(innerHTML|outerHTML|insertAdjacentHTML|dangerouslySetInnerHTML|createContextualFragment|DOMParser|srcdoc|setHTMLUnsafe|parseHTMLUnsafe|eval)\b|document\.write|new Function\b|javascript:/;

const found = readdirSync("src", { recursive: true, encoding: "utf8" })
  .filter((name) => /\.tsx?$/.test(name))
  .flatMap((name) =>
    readFileSync(`src/${name}`, "utf8")
      .split("\n")
      .flatMap((line, i) => (SINKS.test(line) ? [`src/${name}:${i + 1}: ${line.trim()}`] : [])),
  );

for (const line of found) console.error(`not text: ${line}`);
process.exitCode = found.length > 0 ? 1 : 0;
