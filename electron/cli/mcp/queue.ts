import { CommandError } from '../usage-error.ts';

/** More than a client that waits for its answers ever asks for at once. */
const MOST_WAITING = 16;

/** Does one thing at a time, in the order in which they are asked for: two measurements would disturb each other. */
export class Queue {
  readonly #waiting: (() => void)[] = [];
  #isBusy = false;

  /**
   * Does work when everything before it has ended. Throws CommandError if too much waits already, and the signal's reason
   * if it is aborted before the work begins.
   * @param onWait is told how many are before it, unless it begins at once
   */
  async run<T>(work: () => Promise<T>, signal: AbortSignal, onWait: (before: number) => void): Promise<T> {
    signal.throwIfAborted();
    if (this.#isBusy) await this.#turn(signal, onWait);
    this.#isBusy = true;
    try {
      return await work();
    } finally {
      this.#isBusy = false;
      this.#waiting.shift()?.();
    }
  }

  #turn(signal: AbortSignal, onWait: (before: number) => void): Promise<void> {
    if (this.#waiting.length >= MOST_WAITING)
      throw new CommandError(`${MOST_WAITING} calls are waiting already: wait until one has ended.`);
    onWait(this.#waiting.length + 1);
    return new Promise((resolve, reject) => {
      const begin = () => {
        signal.removeEventListener('abort', leave);
        this.#isBusy = true; // nothing that is asked for in this moment comes before it
        resolve();
      };
      const leave = () => {
        this.#waiting.splice(this.#waiting.indexOf(begin), 1);
        reject(signal.reason);
      };
      signal.addEventListener('abort', leave, { once: true });
      this.#waiting.push(begin);
    });
  }
}
