import type { RunStore } from './run-store.ts';
import { StoreError } from './store-error.ts';

/** Deletes the runs that were discarded, or one of them if it was. A store that cannot be written keeps them hidden. */
export function deleteDiscarded(store: RunStore, only?: string): void {
  try {
    for (const id of store.discarded()) if (only === undefined || id === only) store.delete(id);
  } catch (error) {
    if (!(error instanceof StoreError)) throw error;
  }
}
