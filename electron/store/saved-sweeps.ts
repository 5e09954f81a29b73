import { readSavedSweep } from '../ipc/presets/preset-schema.ts';
import type { SavedSweep } from '../ipc/presets/saved-sweep.ts';
import type { SweepPreset } from '../ipc/presets/sweep-presets.ts';
import type { RunStore } from './run-store.ts';
import { StoreError } from './store-error.ts';

/** Where the store keeps them, by name. What this version cannot read among them is kept as it is. */
const KEY = 'sweeps';

/** The sweeps that are saved in a store, in the order in which they came. Throws StoreError. */
export function savedSweeps(store: RunStore): SavedSweep[] {
  return Object.entries(entriesOf(store, store.remembered(KEY))).map((entry) => readSavedSweep(...entry));
}

/** Saves a sweep. Returns false, and changes nothing, if there is one of its name that it may not replace. Throws StoreError. */
export function saveSweep(store: RunStore, name: string, preset: SweepPreset, mayReplace: boolean): boolean {
  return change(store, (saved) => {
    if (Object.hasOwn(saved, name) && !mayReplace) return null;
    return { ...saved, [name]: preset };
  });
}

/** Renames a sweep in its place. Returns false, and changes nothing, if it is gone or the name is taken. Throws StoreError. */
export function renameSweep(store: RunStore, name: string, next: string): boolean {
  return change(store, (saved) => {
    if (!Object.hasOwn(saved, name) || Object.hasOwn(saved, next)) return null;
    return Object.fromEntries(
      Object.entries(saved).map(([key, value]) => [key === name ? next : key, value]),
    );
  });
}

/** Throws StoreError. */
export function deleteSweep(store: RunStore, name: string): void {
  change(store, ({ [name]: _, ...others }) => others);
}

type Entries = Readonly<Record<string, unknown>>;

/** Null changes nothing. */
function change(store: RunStore, next: (saved: Entries) => Entries | null): boolean {
  let isChanged = false;
  store.change(KEY, (remembered) => {
    const changed = next(entriesOf(store, remembered));
    isChanged = changed !== null;
    return changed ?? remembered;
  });
  return isChanged;
}

function entriesOf({ file }: RunStore, remembered: unknown): Entries {
  if (remembered === null) return {};
  if (typeof remembered === 'object' && !Array.isArray(remembered)) return remembered as Entries;
  throw new StoreError(
    `The saved sweeps in the run store ${file ?? 'in memory'} are damaged, or of a newer version of Tilescope.`,
    'They are left as they are: use them with the version that saved them.',
  );
}
