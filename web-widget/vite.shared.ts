import type { Plugin, UserConfig } from "vite";

/** Browsers of the last two years: `light-dark()` and nesting go out as they are written. */
export const targets = {
  target: "es2022",
  cssTarget: ["chrome123", "edge123", "firefox120", "safari17.5"],
  modulePreload: false,
} satisfies UserConfig["build"];

export const jsx = { runtime: "automatic", importSource: "preact" } as const;

/**
 * Vite wraps every `import()` in a helper that looks for links to preload. None of our chunks has any,
 * so the helper is replaced by the call itself.
 */
export const plainImports: Plugin = {
  name: "plain-imports",
  enforce: "pre",
  load: (id) => (id.includes("vite/preload-helper") ? "export const __vitePreload = (load) => load();" : null),
};
