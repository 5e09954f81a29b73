import { isHeatOf, readTunings, type Tuning } from '../ipc/tune/tuning.ts';
import type { Run } from '../ipc/types.ts';
import type { RunStore } from './run-store.ts';

/** Under what name the store remembers tunings. */
const KEY = 'tunings';
/** The newest are remembered. */
const MOST_TUNINGS = 100;

/** The tunings that a store remembers, newest first. */
export function knownTunings(store: RunStore): Tuning[] {
  return readTunings(store.remembered(KEY));
}

/** Keeps a tuning as it is now. Reports trouble as RunStore.remember() does. */
export function keepTuning(store: RunStore, tuning: Tuning): void {
  // Not checked: that is done when they are read, and a tuning is kept often.
  const known = store.remembered(KEY);
  const others = (Array.isArray(known) ? (known as Tuning[]) : []).filter(({ id }) => id !== tuning.id);
  store.remember(KEY, [tuning, ...others].slice(0, MOST_TUNINGS));
}

/** What a tuning measured so far. */
export function heatsOf(store: RunStore, tuning: Tuning): Run[] {
  const heads = store.headers().filter((head) => isHeatOf(tuning, head) && head.status !== 'running');
  return heads.flatMap(({ id }) => store.run(id) ?? []);
}
