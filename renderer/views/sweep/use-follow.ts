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
        const element = frame.current;
        const problem = activeOf(selection)?.problem;
        if (!element || !problem || problem === activeOf(before.selection)?.problem) return;
        if (element.matches(':hover')) return;
        const index = rows.findIndex(({ key }) => key === problem);
        if (index < 0) return;
        const head = element.querySelector('thead')?.clientHeight ?? 0;
        const top = index * rowHeight;
        const lowest = top + rowHeight + head - element.clientHeight;
        element.scrollTop = Math.min(Math.max(element.scrollTop, lowest), top);
      }),
    [store, frame, rows, rowHeight],
  );
}
