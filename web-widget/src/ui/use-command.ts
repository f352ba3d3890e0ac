import { useState } from "preact/hooks";
import type { Command } from "../core/frames";
import type { Label } from "../protocol/Label";
import { useDesk } from "./app";

/** Nothing under way; sent; sent so long ago that the page is checking. */
export type Phase = "idle" | "busy" | "slow";

/** After this long without a reply the button says that the page is checking. */
const SLOW_MS = 8_000;

/** Runs commands one at a time and remembers why the last one was refused. */
export function useCommand(): { run: (command: Command) => Promise<boolean>; phase: Phase; error: Label | null } {
  const desk = useDesk();
  const [phase, setPhase] = useState<Phase>("idle");
  const [error, setError] = useState<Label | null>(null);

  const run = async (command: Command): Promise<boolean> => {
    setPhase("busy");
    setError(null);
    const slow = setTimeout(() => setPhase("slow"), SLOW_MS);
    const reply = await desk.run(command);
    clearTimeout(slow);
    setPhase("idle");
    if (!reply.ok) setError(reply.err.msg);
    return reply.ok;
  };
  return { run, phase, error };
}
