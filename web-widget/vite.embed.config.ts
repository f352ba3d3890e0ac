import { defineConfig } from "vite";
import { jsx, plainImports, targets } from "./vite.shared";

/**
 * The element: an entry whose address never changes, what it shares with the rest, and chunks beside
 * it that are fetched once it is connected. They find one another by relative addresses.
 */
export default defineConfig({
  oxc: { jsx },
  plugins: [plainImports],
  build: {
    ...targets,
    outDir: "dist",
    emptyOutDir: false,
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
