/** Calls back when nothing was heard for longer than allowed. */
export class SilenceWatch {
  readonly #onSilence: (silentMs: number) => void;
  #allowedMs: number;
  #timer: NodeJS.Timeout | null = null;

  constructor(allowedMs: number, onSilence: (silentMs: number) => void) {
    this.#allowedMs = allowedMs;
    this.#onSilence = onSilence;
    this.heard();
  }

  /** Something was heard: the wait starts anew. */
  heard(): void {
    this.stop();
    this.#timer = setTimeout(() => this.#onSilence(this.#allowedMs), this.#allowedMs);
  }

  /** From now on less silence is allowed. */
  tighten(allowedMs: number): void {
    this.#allowedMs = Math.min(this.#allowedMs, allowedMs);
    this.heard();
  }

  stop(): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
  }
}
