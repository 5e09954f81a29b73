import type { StateCreator } from 'zustand';
import type { Conditions } from '../../electron/ipc/types.ts';
import { runningRun } from './runs-slice.ts';
import { request, type Source } from './source.ts';
import type { WorkbenchState } from './store.ts';

export interface ConditionsSlice {
  /** What the machine is under at present; null until that is known. */
  conditions: Conditions | null;
  /** Asks for them, unless a sweep is running: that is left alone, and tells itself. */
  refreshConditions(): Promise<void>;
  receiveConditions(conditions: Conditions): void;
}

export const createConditionsSlice =
  (source: Source): StateCreator<WorkbenchState, [], [], ConditionsSlice> =>
  (set, get) => ({
    conditions: null,
    refreshConditions: async () => {
      if (source.kind === 'embedded' || runningRun(get())) return;
      const asked = await request(source, 'conditions.get').catch(() => null);
      // A compute process that does not answer is told of by what the user asks of it.
      set({ conditions: asked });
    },
    receiveConditions: (conditions) => set({ conditions }),
  });
