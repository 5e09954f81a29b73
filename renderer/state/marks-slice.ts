import type { StateCreator } from 'zustand';
import type { RunMarks } from '../../electron/ipc/types.ts';
import { createComing } from './coming.ts';
import { failureOf, request, type Source } from './source.ts';
import type { WorkbenchState } from './store.ts';

/** The best rate over the sizes of a run, and when it was asked for: it changes while the run does. */
interface Trend {
  readonly rates: readonly number[];
  readonly doneCount: number;
}

/** What people put on runs to find them again, and what the navigator draws of them. */
export interface MarksSlice {
  /** What the navigator looks for. */
  runQuery: string;
  /** Groups of the navigator that are folded, by the keys of their suites. */
  foldedGroups: readonly string[];
  trends: Readonly<Record<string, Trend>>;
  setRunQuery(runQuery: string): void;
  toggleGroup(key: string): void;
  mark(runId: string, change: Partial<RunMarks>): Promise<void>;
  /** Fetches those of some runs that are not here yet. */
  fetchTrends(runIds: readonly string[]): Promise<void>;
}

export const createMarksSlice =
  (source: Source): StateCreator<WorkbenchState, [], [], MarksSlice> =>
  (set, get) => {
    const asked = new Set<string>();
    const coming = createComing<RunMarks>();
    return {
      runQuery: '',
      foldedGroups: [],
      trends: {},
      setRunQuery: (runQuery) => set({ runQuery }),
      toggleGroup: (key) =>
        set(({ foldedGroups: folded }) => ({
          foldedGroups: folded.includes(key) ? folded.filter((one) => one !== key) : [...folded, key],
        })),
      mark: async (runId, change) => {
        const header = get().headers.find(({ id }) => id === runId);
        if (!header) return;
        const { pinned, tags } = { ...(coming.of(runId) ?? header), ...change };
        // The header with its new marks comes back as an event.
        const keeping = request(source, 'runs.mark', { runId, pinned, tags: [...tags] });
        await coming.hold(runId, { pinned, tags }, keeping).catch((error) => get().notify(failureOf(error)));
      },
      fetchTrends: async (runIds) => {
        const counts = new Map(get().headers.map(({ id, doneCount }) => [id, doneCount]));
        const lacking = runIds.filter((id) => {
          const doneCount = counts.get(id) ?? 0;
          return doneCount > 0 && get().trends[id]?.doneCount !== doneCount && !asked.has(id);
        });
        if (lacking.length === 0) return;
        for (const id of lacking) asked.add(id);
        // Without a picture of its rates a run is still in the list: nobody needs to hear of a failure.
        const rates = await request(source, 'runs.trends', { runIds: lacking }).catch(() => ({}));
        for (const id of lacking) asked.delete(id);
        const found = Object.entries(rates).map(
          ([id, own]) => [id, { rates: own, doneCount: counts.get(id) ?? 0 }] as const,
        );
        set(({ trends }) => ({ trends: { ...trends, ...Object.fromEntries(found) } }));
      },
    };
  };
