import type { Position } from "../protocol/Position";

/**
 * What to do with an event: apply it, drop it as one already seen, or admit that something is
 * missing and come back with the position held.
 */
export type Verdict = "apply" | "drop" | "gap";

/**
 * How a stream counts. A `log` loses nothing, so its numbers go up by exactly one; a `state` stream
 * keeps only the newest value of each thing, so its numbers merely go up.
 */
export type Counting = "log" | "state";

/** The streams of version 1 and how each counts. */
export const COUNTING: Readonly<Record<string, Counting>> = { agent: "log", board: "state" };

/** Judges event `q` of a stream by the position held. */
export function judge(counting: Counting, held: Position | undefined, q: number): Verdict {
  if (!held) return "gap";
  if (q <= held.q) return "drop";
  return counting === "state" || q === held.q + 1 ? "apply" : "gap";
}

/** Positions held, one a stream. A new life of a stream makes the old position worthless. */
export class Positions {
  readonly #held = new Map<string, Position>();

  get(s: string): Position | undefined {
    return this.#held.get(s);
  }

  /** The stream's state was taken whole. */
  set(s: string, epoch: string, q: number): void {
    this.#held.set(s, { s, epoch, q });
  }

  /** An event was applied. */
  advance(s: string, q: number): void {
    const held = this.#held.get(s);
    if (held) this.#held.set(s, { ...held, q });
  }

  /** Forgets a stream that began a new life; its snapshot follows. */
  forgetUnless(s: string, epoch: string): void {
    if (this.#held.get(s)?.epoch !== epoch) this.#held.delete(s);
  }

  forget(s: string): void {
    this.#held.delete(s);
  }

  /** For `hello.resume`. */
  all(): Position[] {
    return [...this.#held.values()];
  }
}
