import { defineConfig } from "vite";

/**
 * The element: one file that a page can pin by its hash, and one chunk beside it for callers nobody
 * knows, which is fetched once the element is connected.
 */
export default defineConfig({
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  build: {
    outDir: "dist",
    emptyOutDir: false,
    target: "es2022",
    cssTarget: ["chrome123", "edge123", "firefox120", "safari17.5"],
    modulePreload: false,
    rolldownOptions: {
      input: "src/embed.ts",
      preserveEntrySignatures: "strict",
      output: {
        format: "es",
        entryFileNames: "embed/v1/cti-agent.js",
        chunkFileNames: "embed/v1/[name]-[hash].js",
      },
    },
  },
});
