import { DatabaseSync } from 'node:sqlite';
import { storeErrorOf } from '../store-error.ts';
import { migrate } from './schema.ts';

/** How long to wait for another process's transaction; they are short. */
const BUSY_MS = 5000;

/** The database of a run store. Whatever SQLite throws, its methods throw as a StoreError with path and remedy. */
export class StoreDatabase {
  readonly file: string | null;
  readonly database: DatabaseSync;
  #dataVersion = 0;

  /** Opens or creates the database of a file, or with null one in memory, and brings it up to date. */
  constructor(file: string | null) {
    this.file = file;
    const options = { enableForeignKeyConstraints: true, timeout: BUSY_MS };
    this.database = this.guard(() => new DatabaseSync(file ?? ':memory:', options));
    try {
      this.guard(() => {
        this.database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;');
        migrate(this.database, file ?? 'in memory');
        this.hasNews();
      });
    } catch (error) {
      this.close();
      throw error;
    }
  }

  /** Writes all of it or nothing. */
  transaction<T>(work: () => T): T {
    return this.#within('BEGIN IMMEDIATE', work);
  }

  /** Reads several tables as they are at one moment. */
  reading<T>(work: () => T): T {
    return this.#within('BEGIN', work);
  }

  /** Names the file and the remedy in what SQLite throws. */
  guard<T>(work: () => T): T {
    try {
      return work();
    } catch (error) {
      throw storeErrorOf(error, this.file);
    }
  }

  /** Whether another process has changed the database since this was last asked. */
  hasNews(): boolean {
    const row = this.guard(() => this.database.prepare('PRAGMA data_version').get());
    const { data_version: version } = row as { data_version: number };
    const isNews = version !== this.#dataVersion;
    this.#dataVersion = version;
    return isNews;
  }

  close(): void {
    this.database.close();
  }

  #within<T>(begin: string, work: () => T): T {
    return this.guard(() => {
      this.database.exec(begin);
      try {
        const result = work();
        this.database.exec('COMMIT');
        return result;
      } catch (error) {
        // Some errors, such as that of a full disk, have rolled it back already.
        if (this.database.isTransaction) this.database.exec('ROLLBACK');
        throw error;
      }
    });
  }
}
