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
    return parsed(this.#unsaved.get(key) ?? this.#read(key));
  }

  set(key: string, value: unknown): void {
    this.#unsaved.set(key, JSON.stringify(value));
    this.save();
  }

  /** Changes a value as no other process can meanwhile. Unlike set(), throws StoreError, and has changed nothing then. */
  change(key: string, next: (value: unknown) => unknown): void {
    this.#store.transaction(() => {
      const value = parsed(this.#select(key));
      const changed = next(value);
      if (changed !== value) this.#write(key, JSON.stringify(changed));
    });
  }

  /** Whether nothing is left to be written. */
  get isSaved(): boolean {
    return this.#unsaved.size === 0;
  }

  /** Tries again to write what could not be written. */
  save(): void {
    if (this.isSaved) return;
    try {
      this.#store.transaction(() => {
        for (const entry of this.#unsaved) this.#write(...entry);
      });
      this.#unsaved.clear();
    } catch (error) {
      this.#tell(error);
    }
  }

  #read(key: string): string | undefined {
    try {
      return this.#store.guard(() => this.#select(key));
    } catch (error) {
      this.#tell(error);
      return undefined;
    }
  }

  #select(key: string): string | undefined {
    const row = this.#store.database.prepare('SELECT value FROM remembered WHERE key = ?').get(key);
    return (row as { value: string } | undefined)?.value;
  }

  #write(key: string, text: string): void {
    const statement =
      'INSERT INTO remembered VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value';
    this.#store.database.prepare(statement).run(key, text);
  }
}

/** A text that is not JSON comes as it is, for its reader to refuse. */
function parsed(text: string | undefined): unknown {
  if (text === undefined) return null;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
