import { existsSync, readFileSync } from "node:fs";
import type { ServerResponse } from "node:http";
import { extname, join, normalize } from "node:path";

/** What the real server sends; the pages have to live with it. */
export const POLICY =
  "default-src 'self'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'; " +
  "require-trusted-types-for 'script'; trusted-types 'none'; style-src 'self'";

const DIST = join(import.meta.dirname, "../../dist");

const TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".css": "text/css",
  ".svg": "image/svg+xml",
};

const PAGES = /^\/(agent|board|calls|customers|incidents|numbers|duplicates|missed|queues|account|wall)?(\/[^/]+)?$/;

/** Serves the built pages as the binary does: one document for every page, files for the rest. */
export function serveFile(path: string, response: ServerResponse): void {
  const file = join(DIST, normalize(PAGES.test(path) ? "/console.html" : path));
  if (!file.startsWith(DIST) || !existsSync(file)) {
    response.writeHead(404).end();
    return;
  }
  const headers: Record<string, string> = { "Content-Type": TYPES[extname(file)] ?? "application/octet-stream" };
  if (file.endsWith(".html")) headers["Content-Security-Policy"] = POLICY;
  if (path.startsWith("/embed/")) headers["Access-Control-Allow-Origin"] = "*";
  response.writeHead(200, headers).end(readFileSync(file));
}
