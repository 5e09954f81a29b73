import type { Run, RunHeader } from '../../ipc/types.ts';
import { visibleText } from '../../ipc/visible-text.ts';
import { openStore } from '../../store/open-store.ts';
import { RunStore } from '../../store/run-store.ts';
import { StoreError } from '../../store/store-error.ts';
import { userDataFolder } from '../../store/user-data.ts';
import { CommandError, UsageError } from '../usage-error.ts';

/** So many digits tell runs apart, and are short enough to be typed. */
const SHORT_ID = 8;

/** The id of a run as commands show and take it. */
export function shortId(id: string): string {
  return id.slice(0, SHORT_ID);
}

/** Opens the run store that the window uses, too. Throws CommandError. */
export function openRuns(): RunStore {
  try {
    return reporting(openStore(userDataFolder()));
  } catch (error) {
    if (error instanceof StoreError) throw new CommandError(error.message);
    throw error;
  }
}

/** The store with a new run in it: where it cannot be written, one in memory, and a sentence says why. */
export function storeWith(run: Run): RunStore {
  try {
    return adding(reporting(openStore(userDataFolder())), run);
  } catch (error) {
    if (!(error instanceof StoreError)) throw error;
    warn(`${error.message} This run is not kept there; --json FILE keeps it.`);
    return adding(new RunStore(null), run);
  }
}

/** The run that an id, or the beginning of one, names; without one the newest that can be resumed. Throws UsageError. */
export function findRun(headers: readonly RunHeader[], text: string | undefined): RunHeader {
  if (text === undefined) {
    const newest = headers.find(({ status }) => status === 'interrupted' || status === 'cancelled');
    if (newest) return newest;
    throw new UsageError('there is no interrupted or cancelled run to resume');
  }
  const [found, ...others] = headers.filter(({ id }) => id.startsWith(text.toLowerCase()));
  if (found && others.length === 0) return found;
  const count = found ? `${others.length + 1} runs have` : 'no run has';
  throw new UsageError(`${text}: ${count} this id; tilescope runs lists them`);
}

function adding(store: RunStore, run: Run): RunStore {
  try {
    store.add(run);
    return store;
  } catch (error) {
    store.dispose();
    throw error;
  }
}

function reporting(store: RunStore): RunStore {
  store.onTrouble = (trouble) => {
    if (trouble) warn(`${trouble.message} The sweep goes on, and what is left is tried again.`);
  };
  return store;
}

function warn(message: string): void {
  console.error(`tilescope: ${visibleText(message)}`);
}
