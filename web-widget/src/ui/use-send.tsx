import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { ProblemError } from "../core/rest";
import { useApp } from "./app";
import { asProblem, problemText } from "./use-ask";
import type { Phase } from "./use-command";

export type Sending = {
  send: (what: () => Promise<void>) => Promise<boolean>;
  phase: Phase;
  error: ProblemError | null;
};

/** Sends one thing at a time and remembers why the last was refused. */
export function useSend(): Sending {
  const [phase, setPhase] = useState<Phase>("idle");
  const [error, setError] = useState<ProblemError | null>(null);
  const send = async (what: () => Promise<void>): Promise<boolean> => {
    if (phase !== "idle") return false;
    setPhase("busy");
    setError(null);
    const refusal = await what().then(() => null, asProblem);
    setPhase("idle");
    setError(refusal);
    return refusal === null;
  };
  return { send, phase, error };
}

/** Why something could not be had, read out at once. */
export function ProblemLine({ error }: { error: ProblemError | null }): JSX.Element | null {
  const { i18n } = useApp();
  if (!error) return null;
  return (
    <p class="error" role="alert">
      {problemText(error, i18n)}
    </p>
  );
}
