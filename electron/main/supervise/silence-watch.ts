/** Calls back when nothing was heard for longer than allowed, or when a deadline has passed. */
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

  /** Something was heard: the wait starts anew, unless there is a deadline. */
  heard(): void {
    if (!this.#hasDeadline) this.#wait(this.#allowedMs);
  }

  /** So much longer and not more, whatever is heard meanwhile. The first deadline holds. */
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
