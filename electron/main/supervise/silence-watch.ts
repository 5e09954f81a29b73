/** Calls back after a longer silence than allowed, or when a deadline has passed. */
export class SilenceWatch {
  readonly #onSilence: (silentMs: number) => void;
  readonly #allowedMs: number;
  #timer: NodeJS.Timeout | null = null;
  #hasDeadline = false;

  constructor(allowedMs: number, onSilence: (silentMs: number) => void) {
    this.#onSilence = onSilence;
    this.#allowedMs = allowedMs;
    this.heard();
  }

  /** Ends the silence: the wait starts over, unless there is a deadline. */
  heard(): void {
    if (!this.#hasDeadline) this.#wait(this.#allowedMs);
  }

  /** Calls back after this time, whatever is heard meanwhile. The first deadline stands. */
  setDeadline(ms: number): void {
    if (this.#hasDeadline) return;
    this.#hasDeadline = true;
    this.#wait(ms);
  }

  stop(): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
  }

  #wait(ms: number): void {
    this.stop();
    this.#timer = setTimeout(() => this.#onSilence(ms), ms);
  }
}
