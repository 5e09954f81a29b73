import { suiteOf } from '../ipc/history/suite.ts';
import type { RunHead } from '../ipc/types.ts';
import type { RunStore } from './run-store.ts';

/** Where the store keeps them. */
const KEY = 'baselines';

/** The run that others of its suite are compared with, by the keys of suites: see suiteOf(). */
export type SuiteBaselines = Readonly<Record<string, string>>;

/** The baselines of all suites whose runs are still there. Throws StoreError. */
export function suiteBaselines(store: RunStore): SuiteBaselines {
  return Object.fromEntries(entriesOf(store.remembered(KEY)).filter(([, id]) => store.header(id) !== null));
}

/** Makes a run the baseline of its suite. Throws StoreError. */
export function setBaseline(store: RunStore, run: Pick<RunHead, 'id' | 'request' | 'environment'>): void {
  const { key } = suiteOf(run);
  store.change(KEY, (remembered) => ({ ...Object.fromEntries(entriesOf(remembered)), [key]: run.id }));
}

/** Nothing of what another version may have written there. */
function entriesOf(remembered: unknown): [string, string][] {
  if (typeof remembered !== 'object' || remembered === null) return [];
  return Object.entries(remembered).filter(
    (entry): entry is [string, string] => typeof entry[1] === 'string',
  );
}
