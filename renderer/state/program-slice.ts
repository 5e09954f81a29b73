import type { StateCreator } from 'zustand';
import type { ContentHash, KeptPrograms } from '../../electron/ipc/programs/kept-program.ts';
import { failureOf, request, type Source } from './source.ts';
import type { WorkbenchState } from './store.ts';

/** The programs that cells were measured with. */
export interface ProgramSlice {
  /** Those that were fetched, by their hashes; null if one could not be. A report has them in its run. */
  programs: Readonly<Record<ContentHash, KeptPrograms | null>>;
  /** Fetches the program of a cell of a run. */
  fetchProgram(runId: string, cellId: string, hash: ContentHash): Promise<void>;
}

export const createProgramSlice =
  (source: Source): StateCreator<WorkbenchState, [], [], ProgramSlice> =>
  (set, get) => {
    const asked = new Set<ContentHash>();
    const keep = (hash: ContentHash, kept: KeptPrograms | null) =>
      set(({ programs }) => ({ programs: { ...programs, [hash]: kept } }));
    return {
      programs: {},
      fetchProgram: async (runId, cellId, hash) => {
        if (asked.has(hash)) return;
        asked.add(hash);
        try {
          const kept = await request(source, 'runs.program', { runId, cellId });
          // The cell may be measured again, with another program, in the meantime.
          keep(hash, kept && Object.hasOwn(kept.programs, hash) ? kept : null);
        } catch (error) {
          keep(hash, null);
          get().notify(failureOf(error));
        }
      },
    };
  };
