import type { Run, RunHeader } from '../../ipc/types.ts';
import { visibleText } from '../../ipc/visible-text.ts';
import { openStore } from '../../store/open-store.ts';
import { RunStore } from '../../store/run-store.ts';
import { StoreError } from '../../store/store-error.ts';
import { userDataFolder } from '../../store/user-data.ts';
import { CommandError, UsageError } from '../usage-error.ts';

/** So many digits tell runs apart, and are short enough to be typed. */
const SHORT_ID = 8;
/** What names the newest run. */
const LATEST = 'latest';
/** Of the runs that a text may mean. */
const MAX_LISTED = 8;

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

/** Gives `use` the store, which is opened when it first asks for it, and closed at the end. */
export async function withRuns<T>(use: (open: () => RunStore) => Promise<T>): Promise<T> {
  const opened: RunStore[] = [];
  const open = () => {
    opened[0] ??= openRuns();
    return opened[0];
  };
  try {
    return await use(open);
  } finally {
    opened[0]?.dispose();
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

/** The newest run that can be resumed; a heat is part of a tuning, which goes on by itself. Throws UsageError. */
export function findUnfinishedRun(headers: readonly RunHeader[]): RunHeader {
  const newest = headers.find(
    ({ status, request }) => !request.heat && (status === 'interrupted' || status === 'cancelled'),
  );
  if (newest) return newest;
  throw new UsageError('there is no interrupted or cancelled run to resume');
}

/**
 * The run that a text names: "latest", an id, the beginning of one, or a name.
 * @param headers newest first. Throws UsageError unless it is exactly one.
 */
export function findRun(headers: readonly RunHeader[], text: string): RunHeader {
  // Heats are parts of tunings, and not what was last asked for.
  const latest = headers.find(({ request }) => !request.heat);
  if (text === LATEST && latest) return latest;
  const byId = text === '' ? [] : headers.filter(({ id }) => id.startsWith(text.toLowerCase()));
  const found = byId.length > 0 ? byId : headers.filter(({ name }) => name === text);
  const [first, ...others] = found;
  if (first && others.length === 0) return first;
  if (!first) throw new UsageError(`${text}: no run has this id or name; tilescope runs lists them`);
  const ids = found.slice(0, MAX_LISTED).map(({ id }) => (byId.length > 0 ? id : shortId(id)));
  const more = found.length > ids.length ? ', …' : '';
  throw new UsageError(
    `${text}: ${found.length} runs have this ${byId.length > 0 ? 'id' : 'name'}: ${ids.join(', ')}${more}`,
  );
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
