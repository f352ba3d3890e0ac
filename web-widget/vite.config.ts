import { defineConfig } from "vite";
import { jsx, plainImports, targets } from "./vite.shared";

/** The console: one document, hashed assets. No inlined data addresses, which the policy forbids. */
export default defineConfig({
  oxc: { jsx },
  plugins: [plainImports],
  build: {
    ...targets,
    outDir: "dist",
    emptyOutDir: true,
    assetsInlineLimit: 0,
    rolldownOptions: { input: "console.html" },
  },
});
