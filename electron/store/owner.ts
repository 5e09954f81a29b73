import { randomUUID } from 'node:crypto';
import { existsSync, rmSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';

/**
 * A process that measures or imports runs, as others see it: it holds a lock for as long as it lives. The lock is
 * SQLite's, which goes with the process, however it ends; its file has a name that is never used again, so that it can
 * be removed at any time.
 */
export class Owner {
  /** Of this process and store, for the store to remember. */
  readonly id = `${process.pid}-${randomUUID()}`;
  readonly #path: string;
  readonly #lock: DatabaseSync;

  /** Takes the lock, beside the file of a store. Throws what SQLite throws. */
  constructor(file: string) {
    this.#path = lockPath(file, this.id);
    this.#lock = locked(this.#path);
  }

  /** Releases the lock. */
  dispose(): void {
    this.#lock.close();
    rmSync(this.#path, { force: true });
  }
}

/** Whether an owner's process still lives. The file of one that does not is removed. */
export function isAlive(file: string, id: string): boolean {
  const path = lockPath(file, id);
  if (!existsSync(path)) return false;
  try {
    locked(path).close();
  } catch {
    return true; // it holds the lock, or it is another user's and nothing is known
  }
  rmSync(path, { force: true });
  return false;
}

function lockPath(file: string, id: string): string {
  return `${file}-owner-${id}`;
}

function locked(path: string): DatabaseSync {
  const database = new DatabaseSync(path);
  try {
    database.exec('BEGIN EXCLUSIVE');
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}
