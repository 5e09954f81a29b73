import type { RunHeader } from '../../ipc/types.ts';
import type { RunStore } from '../../store/run-store.ts';
import { savedSweeps } from '../../store/saved-sweeps.ts';
import { listedRuns, tunerState } from '../../store/tunings.ts';
import type { Outlet } from './event-batcher.ts';

/** How often to look for what command lines have added to the store. */
const INTERVAL_MS = 2000;

/**
 * Tells of runs that other processes add to the store, measure, or leave behind, and of sweeps that they save; and tries
 * again to write what could not be written. Does nothing while `isBusy` says that this process measures. Returns the function that stops it.
 */
export function watchStore(
  store: RunStore,
  isBusy: () => boolean,
  send: Outlet,
  intervalMs = INTERVAL_MS,
): () => void {
  let known = textsOf(listedRuns(store));
  const look = () => {
    // A process that was killed has changed nothing, and what it measured is to be recovered.
    const isMeasured = [...known.values()].some((text) => text.startsWith('elsewhere'));
    if (isBusy()) return;
    if (store.trouble) store.saveAll();
    if (!(store.hasNews() || isMeasured)) return;
    store.recover();
    const headers = listedRuns(store);
    const now = textsOf(headers);
    for (const header of headers)
      if (known.get(header.id) !== now.get(header.id)) send('run.changed', header);
    known = now;
    send('presets.changed', savedSweeps(store));
    send('tune.changed', tunerState(store));
  };
  const timer = setInterval(() => {
    try {
      look();
    } catch (error) {
      console.error(error instanceof Error ? error.message : error);
    }
  }, intervalMs);
  timer.unref();
  return () => clearInterval(timer);
}

/** What of each run is shown in lists, by its id. */
function textsOf(headers: readonly RunHeader[]): Map<string, string> {
  return new Map(
    headers.map(({ id, isElsewhere, name, status, doneCount }) => [
      id,
      `${isElsewhere ? 'elsewhere' : 'here'} ${status} ${doneCount} ${name}`,
    ]),
  );
}
