import type { StateCreator } from 'zustand';
import type { CellConditions } from '../../electron/ipc/types.ts';
import { isMeasuring } from './noise-slice.ts';
import { request, type Source } from './source.ts';
import type { WorkbenchState } from './store.ts';

export interface ConditionsSlice {
  /** The present conditions of the machine; null until they are known. */
  conditions: CellConditions | null;
  /** Requests the conditions, except while something is measured, which must not be disturbed and reports them itself. */
  refreshConditions(): Promise<void>;
  receiveConditions(conditions: CellConditions): void;
}

export const createConditionsSlice =
  (source: Source): StateCreator<WorkbenchState, [], [], ConditionsSlice> =>
  (set, get) => ({
    conditions: null,
    refreshConditions: async () => {
      if (source.kind === 'embedded' || isMeasuring(get())) return;
      // A compute process that does not respond is reported by the requests of the user.
      set({ conditions: await request(source, 'conditions.get').catch(() => null) });
    },
    receiveConditions: (conditions) => set({ conditions }),
  });
