import { signal } from "@preact/signals";

/**
 * The ringing of the page: two soft tones a second, made here so that no sound file is needed. A
 * browser keeps an AudioContext silent until the person has touched the page; `blocked` says so.
 */
export class Ringer {
  readonly blocked = signal(false);
  #context: AudioContext | null = null;
  #timer: ReturnType<typeof setInterval> | undefined;

  start(): void {
    if (this.#timer !== undefined) return;
    this.#context ??= new AudioContext();
    void this.unlock();
    this.#chime();
    this.#timer = setInterval(() => this.#chime(), 2_000);
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  /** Called from a gesture. */
  async unlock(): Promise<void> {
    await this.#context?.resume().catch(() => undefined);
    this.blocked.value = this.#context !== null && this.#context.state !== "running";
  }

  #chime(): void {
    const context = this.#context;
    if (!context) return;
    this.blocked.value = context.state !== "running";
    if (context.state === "running") for (const [i, hz] of [523, 659].entries()) tone(context, hz, i * 0.22);
  }
}

function tone(context: AudioContext, hz: number, after: number): void {
  const at = context.currentTime + after;
  const gain = context.createGain();
  gain.gain.setValueAtTime(0, at);
  gain.gain.linearRampToValueAtTime(0.12, at + 0.02);
  gain.gain.exponentialRampToValueAtTime(0.001, at + 0.4);
  const oscillator = context.createOscillator();
  oscillator.frequency.value = hz;
  oscillator.connect(gain).connect(context.destination);
  oscillator.start(at);
  oscillator.stop(at + 0.45);
}
