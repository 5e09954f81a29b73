import { useEffect, useMemo, useState } from 'react';
import { cellId } from '../../electron/ipc/cell.ts';
import type { Kept } from '../../electron/ipc/programs/keep-program.ts';
import { programsOf } from '../../electron/ipc/programs/restore-program.ts';
import type { Cell } from '../../electron/ipc/types.ts';
import { visibleValue } from '../../electron/ipc/visible-text.ts';
import { cellsById } from '../model/cell-index.ts';
import type { Pane, Showing } from '../model/panes.ts';
import { activeOf, type CellRef, restingRef, sameRef } from '../model/selection.ts';
import { showingsOf } from './panes-slice.ts';
import { useWorkbench, useWorkbenchStore } from './store.ts';

/** The cell of a reference in the run that is shown. */
export function useCell(ref: CellRef | null): Cell | null {
  return useWorkbench(({ run }) => {
    if (!ref || run?.id !== ref.runId) return null;
    return cellsById(run.cells).get(cellId(ref.problem, ref.contender)) ?? null;
  });
}

/** The same with its samples, which are fetched if need be. */
export function useSampledCell(ref: CellRef | null): Cell | null {
  const cell = useCell(ref);
  const fetchSamples = useWorkbench((state) => state.fetchSamples);
  const [runId, lacking] = [ref?.runId, cell?.summary && cell.samples.length === 0 ? cell.id : null];
  useEffect(() => {
    if (runId && lacking) void fetchSamples(runId, lacking);
  }, [fetchSamples, runId, lacking]);
  return cell;
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

interface ShownRef {
  readonly ref: CellRef | null;
  /** Nothing is selected. */
  readonly resting: boolean;
}

/** The selected cell, else the run's resting one. Follows every move of the pointer. */
export function useShownRef(): ShownRef {
  return useShownAt(useWorkbench(({ selection }) => activeOf(selection)));
}

/** So long a pointer stays at what somebody wants to read, in milliseconds. */
const SETTLED_MS = 120;

/**
 * The same, but a hovered cell only once the pointer stays at it: for what takes longer to draw than the pointer takes
 * from one cell to the next.
 */
export function useSettledRef(): ShownRef {
  const store = useWorkbenchStore();
  const [settled, settle] = useState(() => activeOf(store.getState().selection));
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const take = () => settle(activeOf(store.getState().selection));
    take();
    const stop = store.subscribe(({ selection }, before) => {
      if (selection === before.selection) return;
      clearTimeout(timer);
      const isPassing = selection.hovered && sameRef(selection.pinned, before.selection.pinned);
      if (isPassing) timer = setTimeout(take, SETTLED_MS);
      else take();
    });
    return () => {
      stop();
      clearTimeout(timer);
    };
  }, [store]);
  return useShownAt(settled);
}

function useShownAt(active: CellRef | null): ShownRef {
  const run = useWorkbench((state) => state.run);
  const resting = run && restingRef(run.id, run.cells, run.request.contenders);
  return { ref: active ?? resting, resting: active === null };
}

/** How a pane is shown now. */
export function useShowing(pane: Pane): Showing {
  return useWorkbench((state) => showingsOf(state)[pane]);
}
