/** A least-recently-used cache of asynchronous results by key; work in progress is shared. */
export class RecentPromises<T> {
  readonly #promises = new Map<string, Promise<T>>();
  readonly #most: number;

  constructor(most: number) {
    this.#most = most;
  }

  has(key: string): boolean {
    return this.#promises.has(key);
  }

  /** Failures are not cached. */
  get(key: string, make: () => Promise<T>): Promise<T> {
    const promise = this.#promises.get(key) ?? this.#begin(key, make);
    // A Map lists its keys in insertion order, so the first is the least recently used.
    this.#promises.delete(key);
    this.#promises.set(key, promise);
    for (const oldest of this.#promises.keys()) {
      if (this.#promises.size <= this.#most) break;
      this.#promises.delete(oldest);
    }
    return promise;
  }

  #begin(key: string, make: () => Promise<T>): Promise<T> {
    return make().catch((error) => {
      this.#promises.delete(key);
      throw error;
    });
  }
}
