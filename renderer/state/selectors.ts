import { useMemo } from 'react';
import { cellId } from '../../electron/ipc/cell.ts';
import type { Cell } from '../../electron/ipc/types.ts';
import { activeOf, type CellRef, restingRef } from '../model/selection.ts';
import { useWorkbench } from './store.ts';

/** The cell of a reference in the run that is shown. */
export function useCell(ref: CellRef | null): Cell | null {
  return useWorkbench(({ run }) => {
    if (!ref || run?.id !== ref.runId) return null;
    const id = cellId(ref.problem, ref.contender);
    return run.cells.find((cell) => cell.id === id) ?? null;
  });
}

/** The cell that the MSL panel and the samples show: the selected one, else the run's resting one. */
export function useShownRef(): { ref: CellRef | null; resting: boolean } {
  const active = useWorkbench(({ selection }) => activeOf(selection));
  const run = useWorkbench((state) => state.run);
  const resting = useMemo(() => (run ? restingRef(run.id, run.cells, run.request.contenders) : null), [run]);
  return { ref: active ?? resting, resting: active === null };
}
