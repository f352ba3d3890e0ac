import { defineConfig } from "vite";

/** The element: one file with everything in it, so that a page can pin it by its hash. */
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
      output: { entryFileNames: "embed/v1/cti-agent.js", format: "es" },
    },
  },
});
