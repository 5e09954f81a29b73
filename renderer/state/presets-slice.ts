import type { StateCreator } from 'zustand';
import type { SavedSweep } from '../../electron/ipc/presets/saved-sweep.ts';
import type { SweepPreset } from '../../electron/ipc/presets/sweep-presets.ts';
import { failureOf, request, type Source } from './source.ts';
import type { WorkbenchState } from './store.ts';

/** The sweeps that a person saved, here or on the command line. */
export interface PresetsSlice {
  savedSweeps: readonly SavedSweep[];
  loadSavedSweeps(): Promise<void>;
  /** Saves a sweep. Returns whether it could be, as the others do; what kept it from that is shown. */
  saveSweep(name: string, preset: SweepPreset, mayReplace: boolean): Promise<boolean>;
  renameSweep(name: string, next: string): Promise<boolean>;
  deleteSweep(name: string): Promise<boolean>;
  receiveSavedSweeps(savedSweeps: readonly SavedSweep[]): void;
}

export const createPresetsSlice =
  (source: Source): StateCreator<WorkbenchState, [], [], PresetsSlice> =>
  (set, get) => {
    const take = async (answer: Promise<readonly SavedSweep[]>) => {
      try {
        set({ savedSweeps: await answer });
        return true;
      } catch (error) {
        get().notify(failureOf(error));
        return false;
      }
    };
    const act = (answer: Promise<readonly SavedSweep[]>) => {
      get().notify(null);
      return take(answer);
    };
    return {
      savedSweeps: [],
      loadSavedSweeps: async () => void (await take(request(source, 'presets.list'))),
      saveSweep: (name, preset, mayReplace) =>
        act(request(source, 'presets.save', { name, preset, mayReplace })),
      renameSweep: (name, next) => act(request(source, 'presets.rename', { name, next })),
      deleteSweep: (name) => act(request(source, 'presets.delete', { name })),
      receiveSavedSweeps: (savedSweeps) => set({ savedSweeps }),
    };
  };
