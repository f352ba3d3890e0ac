/** Tells the server that a pop was rendered; false when there is no connection. */
export type SendAck = (pop: string, q: number, ms: number) => boolean;

/**
 * Which pops have been announced by the stream and which are on the screen. The server sends a pop
 * again until somebody says that it was *rendered*, so an ack leaves only after the DOM commit.
 */
export class Acks {
  readonly #due = new Map<string, { q: number; at: number }>();
  readonly #shown = new Map<string, number>();
  readonly #acked = new Set<string>();

  constructor(
    private readonly send: SendAck,
    private readonly now: () => number = () => performance.now(),
  ) {}

  /** The stream brought a pop, for the first time or again. */
  arrived(pop: string, q: number): void {
    this.#due.set(pop, { q, at: this.now() });
    if (this.#shown.has(pop)) this.#settle(pop);
  }

  /** A new connection: an ack sent by the last one may have been lost on the way. */
  reset(): void {
    this.#acked.clear();
  }

  /** The stream has caught up and these pops are open; those not acked on this connection are due. */
  open(pops: string[], q: number): void {
    for (const pop of pops) if (!this.#acked.has(pop)) this.arrived(pop, q);
  }

  /** A view of the pop was committed to the DOM. */
  shown(pop: string): void {
    this.#shown.set(pop, (this.#shown.get(pop) ?? 0) + 1);
    this.#settle(pop);
  }

  /** A view of the pop was taken from the DOM. */
  hidden(pop: string): void {
    const views = (this.#shown.get(pop) ?? 0) - 1;
    if (views > 0) this.#shown.set(pop, views);
    else this.#shown.delete(pop);
  }

  /** The pop is closed; nobody waits for its ack any more. */
  closed(pop: string): void {
    this.#due.delete(pop);
    this.#acked.delete(pop);
  }

  #settle(pop: string): void {
    const due = this.#due.get(pop);
    if (!due) return;
    this.#due.delete(pop);
    if (this.send(pop, due.q, Math.round(this.now() - due.at))) this.#acked.add(pop);
  }
}
