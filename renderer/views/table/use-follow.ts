import { type RefObject, useEffect } from 'react';
import type { Row } from '../../model/rows.ts';
import { activeOf } from '../../model/selection.ts';
import { useWorkbenchStore } from '../../state/store.ts';

/** Scrolls to the selected row if it was selected elsewhere; the table does not move under the pointer. */
export function useFollow(
  frame: RefObject<HTMLElement | null>,
  rows: readonly Row[],
  rowHeight: number,
): void {
  const store = useWorkbenchStore();
  useEffect(
    () =>
      store.subscribe(({ selection }, before) => {
        const problem = activeOf(selection)?.problem;
        if (!problem || problem === activeOf(before.selection)?.problem) return;
        if (frame.current?.matches(':hover')) return;
        const index = rows.findIndex(({ key }) => key === problem);
        revealRow(frame.current, index, rowHeight);
      }),
    [store, frame, rows, rowHeight],
  );
}

/** Scrolls as little as shows a row whole, below the titles. */
export function revealRow(frame: HTMLElement | null, index: number, rowHeight: number): void {
  if (!frame || index < 0) return;
  const head = frame.querySelector('thead')?.clientHeight ?? 0;
  const top = index * rowHeight;
  const lowest = top + rowHeight + head - frame.clientHeight;
  frame.scrollTop = Math.min(Math.max(frame.scrollTop, lowest), top);
}
