/** First upper bound of a wait, milliseconds. */
const BASE_MS = 250;

/** No wait is longer than this, so that a page is back soon after a long outage. */
const CAP_MS = 15_000;

/**
 * How long to wait before attempt number `attempt` (0 first). Full jitter: after a restart of the
 * server every page comes back at its own moment instead of all at once.
 */
export function backoff(attempt: number, random: () => number): number {
  const bound = Math.min(CAP_MS, BASE_MS * 2 ** Math.min(attempt, 16));
  return Math.floor(random() * bound);
}
