import type { StateCreator } from 'zustand';
import type { CellTimeline } from '../../electron/ipc/history/cell-timeline.ts';
import { failureOf, request, type Source } from './source.ts';
import type { WorkbenchState } from './store.ts';

export interface HistorySlice {
  /** Of the cell that was last asked for; its timeline is null if no run has a figure of it. */
  history: { readonly runId: string; readonly cellId: string; readonly timeline: CellTimeline | null } | null;
  fetchHistory(runId: string, cellId: string): Promise<void>;
}

export const createHistorySlice =
  (source: Source): StateCreator<WorkbenchState, [], [], HistorySlice> =>
  (set, get) => {
    let last = 0;
    return {
      history: null,
      fetchHistory: async (runId, cellId) => {
        last += 1;
        const own = last;
        try {
          const timeline = await request(source, 'runs.history', { runId, cellId });
          // An answer that comes late would replace the one of another cell.
          if (own === last) set({ history: { runId, cellId, timeline } });
        } catch (error) {
          get().notify(failureOf(error));
        }
      },
    };
  };
