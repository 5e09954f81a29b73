import type { SavedSweep } from '../../ipc/presets/saved-sweep.ts';
import type { SweepPreset } from '../../ipc/presets/sweep-presets.ts';
import type { RunStore } from '../../store/run-store.ts';
import * as saved from '../../store/saved-sweeps.ts';
import { StoreError } from '../../store/store-error.ts';
import { openRuns } from '../runs/open-runs.ts';
import { CommandError } from '../usage-error.ts';

/** The sweeps that were saved in the store, which the window shows, too. Throws CommandError. */
export function savedSweeps(): SavedSweep[] {
  return withStore(saved.savedSweeps);
}

/** Saves a sweep in the store, in place of any of the same name. Throws CommandError. */
export function saveSweep(name: string, preset: SweepPreset): void {
  withStore((store) => saved.saveSweep(store, name, preset, true));
}

function withStore<T>(work: (store: RunStore) => T): T {
  const store = openRuns();
  try {
    return work(store);
  } catch (error) {
    throw error instanceof StoreError ? new CommandError(error.message) : error;
  } finally {
    store.dispose();
  }
}
