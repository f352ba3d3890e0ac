import { useCallback, useEffect, useState } from "preact/hooks";
import type { I18n, Key } from "../core/i18n";
import { ProblemError } from "../core/rest";

/** An answer on its way, here, or refused. */
export type Asked<T> = { data: T | null; error: ProblemError | null; busy: boolean; again: () => void };

/** Asks the server when `deps` change; an answer that comes after a newer question is dropped. */
export function useAsk<T>(ask: () => Promise<T>, deps: readonly unknown[]): Asked<T> {
  const [state, setState] = useState<Omit<Asked<T>, "again">>({ data: null, error: null, busy: true });
  const [turn, setTurn] = useState(0);
  useEffect(() => {
    let current = true;
    setState((old) => ({ ...old, error: null, busy: true }));
    ask().then(
      (data) => current && setState({ data, error: null, busy: false }),
      (error: unknown) => current && setState((old) => ({ ...old, error: asProblem(error), busy: false })),
    );
    return () => {
      current = false;
    };
  }, [...deps, turn]);
  return { ...state, again: useCallback(() => setTurn((n) => n + 1), []) };
}

/** Every failure as a problem, so that it can be shown. */
export function asProblem(error: unknown): ProblemError {
  if (error instanceof ProblemError) return error;
  return new ProblemError({ type: "bug", title: String(error), status: 0, detail: "" });
}

const KNOWN: Readonly<Record<string, Key>> = {
  "bad-credentials": "signIn.bad",
  "too-many-tries": "signIn.tooMany",
  unreachable: "app.unreachable",
};

/** A problem in the language of the page where we know it, else in the server's own words. */
export function problemText({ problem }: ProblemError, { t }: I18n): string {
  const key = KNOWN[problem.type];
  if (key) return t(key);
  return t("app.failed", { why: [problem.title, problem.detail].filter(Boolean).join(" – ") });
}
