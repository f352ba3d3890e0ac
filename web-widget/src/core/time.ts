import { type ReadonlySignal, signal } from "@preact/signals";

/**
 * The server's clock as this page knows it. Durations are computed from the server's timestamps
 * against this, so a wrong clock on the agent's computer does not show a call of minus two hours.
 */
export class Clock {
  #offset = 0;

  /** Learns the difference from the server's `now` at the moment it was read. */
  learn(serverNow: string): void {
    const at = Date.parse(serverNow);
    if (!Number.isNaN(at)) this.#offset = at - Date.now();
  }

  /** Milliseconds since 1970 on the server. */
  now(): number {
    return Date.now() + this.#offset;
  }

  /** Milliseconds from `at` until now; never negative. */
  since(at: string): number {
    return Math.max(0, this.now() - Date.parse(at));
  }

  /** Milliseconds from now until `at`; never negative. */
  until(at: string): number {
    return Math.max(0, Date.parse(at) - this.now());
  }
}

const beat = signal(0);
let timer: ReturnType<typeof setInterval> | undefined;

/**
 * One shared beat a second. Whoever shows an age reads this, so five hundred ages cost one timer.
 * Nothing but display hangs on it: a hidden tab may beat once a minute.
 */
export function tick(): ReadonlySignal<number> {
  if (timer === undefined) {
    timer = setInterval(() => {
      beat.value += 1;
    }, 1_000);
  }
  return beat;
}

/** `07`, `00:41`, `1:02:09`: minutes and seconds, hours when there are any. */
export function clockText(ms: number): string {
  const s = Math.floor(ms / 1_000);
  const two = (n: number): string => String(n).padStart(2, "0");
  const tail = `${two(Math.floor(s / 60) % 60)}:${two(s % 60)}`;
  return s < 3_600 ? tail : `${Math.floor(s / 3_600)}:${tail}`;
}
