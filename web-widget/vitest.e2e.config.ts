import { defineConfig } from "vitest/config";

/** Drives the built pages in a browser; one file after another, since the machine may be small. */
export default defineConfig({
  test: {
    include: ["test/e2e/**/*.test.ts"],
    fileParallelism: false,
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
