import type { StateCreator } from 'zustand';
import type { CompileProgress, CompileReport } from '../../electron/ipc/compile-types.ts';
import { failureOf, request, type Source } from './source.ts';
import type { WorkbenchState } from './store.ts';

/** What it costs to compile the kernels of runs. */
export interface CompileSlice {
  /** The measurement that is running; before its first compilation, of nothing. */
  compiling: CompileProgress | null;
  /** Reports by the ids of their runs; null if the run has none. */
  compileReports: Readonly<Record<string, CompileReport | null>>;
  loadCompileTimes(runId: string): Promise<void>;
  measureCompileTimes(runId: string): Promise<void>;
  cancelCompilation(): Promise<void>;
  receiveCompileProgress(progress: CompileProgress): void;
}

export const createCompileSlice =
  (source: Source): StateCreator<WorkbenchState, [], [], CompileSlice> =>
  (set, get) => {
    const keep = (runId: string, report: CompileReport | null) =>
      set(({ compileReports }) => ({ compileReports: { ...compileReports, [runId]: report } }));
    /** Shows the failure of an action, unless a person cancelled it. */
    const attempt = (action: Promise<void>) =>
      action.catch((error) => {
        const failure = failureOf(error);
        if (failure.code !== 'CANCELLED') get().notify(failure);
      });
    return {
      compiling: null,
      compileReports: {},
      loadCompileTimes: (runId) =>
        attempt(request(source, 'compile.get', { runId }).then((report) => keep(runId, report))),
      measureCompileTimes: async (runId) => {
        get().notify(null);
        set({ compiling: { runId, activity: 'starting', done: 0, total: 0 } });
        await attempt(request(source, 'compile.measure', { runId }).then((report) => keep(runId, report)));
        set({ compiling: null });
      },
      cancelCompilation: async () => {
        const { compiling } = get();
        if (compiling)
          await attempt(request(source, 'compile.cancel', { runId: compiling.runId }).then(() => undefined));
      },
      receiveCompileProgress: (progress) => {
        if (get().compiling) set({ compiling: progress });
      },
    };
  };
