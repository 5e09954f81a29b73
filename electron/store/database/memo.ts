import type { StoreDatabase } from './store-database.ts';

/** Small values that are kept between launches, such as settings. Trouble with them is told, and never thrown. */
export class Memo {
  readonly #store: StoreDatabase;
  readonly #tell: (error: unknown) => void;
  /** What could not be written yet, as JSON. */
  readonly #unsaved = new Map<string, string>();

  /** @param tell is given what kept a value from being read or written, and throws what is no StoreError */
  constructor(store: StoreDatabase, tell: (error: unknown) => void) {
    this.#store = store;
    this.#tell = tell;
  }

  /** Null when there is none, or it cannot be read. */
  get(key: string): unknown {
    const text = this.#unsaved.get(key) ?? this.#read(key);
    return text === undefined ? null : JSON.parse(text);
  }

  set(key: string, value: unknown): void {
    this.#unsaved.set(key, JSON.stringify(value));
    this.save();
  }

  /** Whether nothing is left to be written. */
  get isSaved(): boolean {
    return this.#unsaved.size === 0;
  }

  /** Tries again to write what could not be written. */
  save(): void {
    if (this.isSaved) return;
    const statement =
      'INSERT INTO remembered VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value';
    try {
      this.#store.transaction(() => {
        for (const entry of this.#unsaved) this.#store.database.prepare(statement).run(...entry);
      });
      this.#unsaved.clear();
    } catch (error) {
      this.#tell(error);
    }
  }

  #read(key: string): string | undefined {
    const query = 'SELECT value FROM remembered WHERE key = ?';
    try {
      const row = this.#store.guard(() => this.#store.database.prepare(query).get(key));
      return (row as { value: string } | undefined)?.value;
    } catch (error) {
      this.#tell(error);
      return undefined;
    }
  }
}
