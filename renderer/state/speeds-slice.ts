import type { StateCreator } from 'zustand';
import type { Against } from '../../electron/ipc/verdict/against.ts';
import { failureOf, request, type Source } from './source.ts';
import type { WorkbenchState } from './store.ts';

/** How the contenders of a run compare with one of them, by all samples. */
export interface Speeds {
  readonly runId: string;
  readonly reference: string;
  readonly list: readonly Against[];
}

export interface SpeedsSlice {
  /** Of the run that was last asked for. */
  speeds: Speeds | null;
  fetchSpeeds(runId: string, reference: string): Promise<void>;
}

export const createSpeedsSlice =
  (source: Source): StateCreator<WorkbenchState, [], [], SpeedsSlice> =>
  (set, get) => ({
    speeds: null,
    fetchSpeeds: async (runId, reference) => {
      try {
        const list = await request(source, 'runs.speeds', { runId, reference });
        set({ speeds: { runId, reference, list } });
      } catch (error) {
        get().notify(failureOf(error));
      }
    },
  });
