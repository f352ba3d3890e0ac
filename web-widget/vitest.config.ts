import { defineConfig } from "vitest/config";
import { jsx } from "./vite.shared";

export default defineConfig({
  oxc: { jsx },
  test: { include: ["test/unit/**/*.test.{ts,tsx}"] },
});
