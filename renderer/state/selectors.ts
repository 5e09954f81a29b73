import { useEffect, useMemo } from 'react';
import { cellId } from '../../electron/ipc/cell.ts';
import type { Kept } from '../../electron/ipc/programs/keep-program.ts';
import { programsOf } from '../../electron/ipc/programs/restore-program.ts';
import type { Cell } from '../../electron/ipc/types.ts';
import { visibleValue } from '../../electron/ipc/visible-text.ts';
import type { Pane, Showing } from '../model/panes.ts';
import { activeOf, type CellRef, restingRef } from '../model/selection.ts';
import { showingsOf } from './panes-slice.ts';
import { useWorkbench } from './store.ts';

/** The cell of a reference in the run that is shown. */
export function useCell(ref: CellRef | null): Cell | null {
  return useWorkbench(({ run }) => {
    if (!ref || run?.id !== ref.runId) return null;
    const id = cellId(ref.problem, ref.contender);
    return run.cells.find((cell) => cell.id === id) ?? null;
  });
}

/**
 * The program that a cell of the shown run was measured with, which is fetched if need be; null if it has none that is
 * kept, and undefined until it is here.
 */
export function useProgram(cell: Cell | null): Kept | null | undefined {
  const hash = cell?.program ?? null;
  const cellId = cell?.id;
  const runId = useWorkbench(({ run }) => run?.id);
  const kept = useWorkbench(({ run, programs }) => {
    if (hash === null) return null;
    return run && Object.hasOwn(run.programs, hash) ? run : programs[hash];
  });
  const fetchProgram = useWorkbench((state) => state.fetchProgram);
  const lacks = kept === undefined;
  useEffect(() => {
    if (lacks && runId && cellId && hash) void fetchProgram(runId, cellId, hash);
  }, [fetchProgram, lacks, runId, cellId, hash]);
  return useMemo(() => {
    if (hash === null || !kept) return kept === undefined ? undefined : null;
    return { hash, kept: visibleValue(programsOf([hash], kept)) };
  }, [hash, kept]);
}

/** The cell that the MSL panel and the samples show: the selected one, else the run's resting one. */
export function useShownRef(): { ref: CellRef | null; resting: boolean } {
  const active = useWorkbench(({ selection }) => activeOf(selection));
  const run = useWorkbench((state) => state.run);
  const resting = useMemo(() => (run ? restingRef(run.id, run.cells, run.request.contenders) : null), [run]);
  return { ref: active ?? resting, resting: active === null };
}

/** How a pane is shown now. */
export function useShowing(pane: Pane): Showing {
  return useWorkbench((state) => showingsOf(state)[pane]);
}
