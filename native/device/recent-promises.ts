/** The results of asynchronous work by key, those that were asked for last; work under way is shared. */
export class RecentPromises<T> {
  readonly #promises = new Map<string, Promise<T>>();
  readonly #most: number;

  constructor(most: number) {
    this.#most = most;
  }

  has(key: string): boolean {
    return this.#promises.has(key);
  }

  /** A failure is not kept. */
  get(key: string, make: () => Promise<T>): Promise<T> {
    const promise = this.#promises.get(key) ?? this.#begin(key, make);
    // A Map lists its keys in the order in which they were set: the first is the one asked for longest ago.
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
