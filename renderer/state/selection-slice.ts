import type { StateCreator } from 'zustand';
import * as selection from '../model/selection.ts';
import type { WorkbenchState } from './store.ts';

export interface SelectionSlice {
  selection: selection.Selection;
  hover(ref: selection.CellRef | null): void;
  pin(ref: selection.CellRef): void;
  /** Pins a cell, whether it is pinned or not. */
  select(ref: selection.CellRef): void;
  clearSelection(): void;
  /** Pins the neighbour of the selected cell, or the resting cell; problems are in `order`, by default of size. */
  moveSelection(direction: selection.Direction, order?: readonly string[]): void;
}

export const createSelectionSlice: StateCreator<WorkbenchState, [], [], SelectionSlice> = (set, get) => ({
  selection: selection.NOTHING_SELECTED,
  hover: (ref) => set((state) => ({ selection: selection.hover(state.selection, ref) })),
  pin: (ref) => set((state) => ({ selection: selection.pin(state.selection, ref) })),
  select: (pinned) => set({ selection: { hovered: null, pinned } }),
  clearSelection: () => set({ selection: selection.NOTHING_SELECTED }),
  moveSelection(direction, order) {
    const { run, selection: current } = get();
    if (!run) return;
    const { contenders } = run.request;
    const from = selection.activeOf(current);
    const next = from
      ? selection.step(order ?? selection.problemsBySize(run.cells), contenders, from, direction)
      : selection.restingRef(run.id, run.cells, contenders);
    if (next) set({ selection: { hovered: null, pinned: next } });
  },
});
