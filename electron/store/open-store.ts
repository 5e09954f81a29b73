import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { RunStore } from './run-store.ts';
import { StoreError, storeErrorOf } from './store-error.ts';

/**
 * Opens or creates the run store in a user-data folder; null stands for none. A file that is damaged or of a newer
 * version is passed over if there is one that openNewStore() made beside it. Throws StoreError.
 */
export function openStore(folder: string | null): RunStore {
  if (folder === null) {
    throw new StoreError(
      'There is no place for the run store: this user has no home folder.',
      'Name a folder in the environment variable HOME or TILESCOPE_USER_DATA.',
    );
  }
  try {
    mkdirSync(folder, { recursive: true });
  } catch (error) {
    throw storeErrorOf(error, fileOf(folder, 1));
  }
  for (let number = 1; ; number++) {
    try {
      return new RunStore(fileOf(folder, number));
    } catch (error) {
      const isPassable = error instanceof StoreError && error.isUnreadable;
      if (!isPassable || !existsSync(fileOf(folder, number + 1))) throw error;
    }
  }
}

/** Creates a store beside those that cannot be read, which stay as they are. Throws StoreError. */
export function openNewStore(folder: string): RunStore {
  let number = 1;
  while (existsSync(fileOf(folder, number))) number++;
  return new RunStore(fileOf(folder, number));
}

/** `tilescope.sqlite`, `tilescope-2.sqlite`, … */
function fileOf(folder: string, number: number): string {
  return join(folder, number === 1 ? 'tilescope.sqlite' : `tilescope-${number}.sqlite`);
}
