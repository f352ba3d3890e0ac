import type { Position } from "../../src/protocol/Position";
import type { ServerFrame } from "../../src/protocol/ServerFrame";
import type { Snapshot } from "../../src/protocol/Snapshot";

type Ev = Extract<ServerFrame, { t: "ev" }>;
type Body<E> = E extends Ev ? Pick<E, "k" | "d"> : never;

/** An event without its place in the stream. */
export type EventBody = Body<Ev>;

/** Events a stream remembers; whoever is further behind takes a snapshot. */
const RING = 256;

let lives = 0;

/** A numbered stream with a memory: what a page may resume from. */
export class Stream {
  epoch = newEpoch();
  q = 0;
  readonly #ring: Ev[] = [];
  readonly #listeners = new Set<(frame: ServerFrame) => void>();

  constructor(
    readonly s: string,
    private readonly state: () => Snapshot,
    /** A log is replayed; a state stream is always caught up by its newest state. */
    private readonly replayable: boolean,
  ) {}

  emit(body: EventBody): void {
    this.q += 1;
    const ev = { t: "ev", s: this.s, q: this.q, at: new Date().toISOString(), ...body } as Ev;
    this.#ring.push(ev);
    if (this.#ring.length > RING) this.#ring.shift();
    for (const listen of this.#listeners) listen(ev);
  }

  /** How a page at `held` is caught up, and the frames that do it. */
  catchUp(held: Position | undefined): { how: "replay" | "snapshot"; frames: ServerFrame[] } {
    const missed = this.#missed(held);
    const live: ServerFrame = { t: "live", s: this.s, q: this.q };
    if (missed) return { how: "replay", frames: [...missed, live] };
    const snap: ServerFrame = { t: "snap", s: this.s, epoch: this.epoch, q: this.q, d: this.state() };
    return { how: "snapshot", frames: [snap, live] };
  }

  /** Sends the newest event again, as the server does when nobody has said that a pop was rendered. */
  repeat(match: (ev: Ev) => boolean): void {
    const ev = this.#ring.findLast(match);
    if (ev) for (const listen of this.#listeners) listen(ev);
  }

  listen(listener: (frame: ServerFrame) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** As after a restart of the server: the log is gone, the state is not. */
  newLife(): void {
    this.epoch = newEpoch();
    this.q = 0;
    this.#ring.length = 0;
  }

  #missed(held: Position | undefined): Ev[] | null {
    if (!this.replayable || held?.epoch !== this.epoch || held.q > this.q) return null;
    const missed = this.#ring.filter((ev) => ev.q > held.q);
    return missed.length === this.q - held.q ? missed : null;
  }
}

function newEpoch(): string {
  lives += 1;
  return `life-${lives}`;
}
