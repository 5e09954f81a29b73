import type { SweepPreset } from '../../ipc/presets/sweep-presets.ts';
import type { RunStore } from '../../store/run-store.ts';
import { openRuns } from '../runs/open-runs.ts';
import type { Presets } from './preset-options.ts';

/** Where the store keeps them. */
const KEY = 'sweeps';

/** The sweeps that were saved in the store. Throws CommandError. */
export function savedSweeps(): Presets {
  return withStore(savedIn);
}

/** Saves a sweep in the store, in place of any of the same name. Throws CommandError. */
export function saveSweep(name: string, preset: SweepPreset): void {
  withStore((store) => store.remember(KEY, { ...savedIn(store), [name]: preset }));
}

function savedIn(store: RunStore): Presets {
  return (store.remembered(KEY) ?? {}) as Presets;
}

function withStore<T>(work: (store: RunStore) => T): T {
  const store = openRuns();
  try {
    return work(store);
  } finally {
    store.dispose();
  }
}
