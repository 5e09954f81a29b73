import { type RefObject, useEffect } from 'react';
import type { Row } from '../../model/rows.ts';
import { activeOf } from '../../model/selection.ts';
import { useWorkbenchStore } from '../../state/store.ts';

/** Milliseconds that the pointer has to rest in another view before the table follows it: each row that appears costs a redraw. */
const SETTLED_MS = 80;

/** Scrolls to the selected row if it was selected elsewhere; the table does not move under the pointer. */
export function useFollow(
  frame: RefObject<HTMLElement | null>,
  rows: readonly Row[],
  rowHeight: number,
): void {
  const store = useWorkbenchStore();
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const follow = () => {
      const problem = activeOf(store.getState().selection)?.problem;
      if (!problem || frame.current?.matches(':hover')) return;
      const index = rows.findIndex(({ key }) => key === problem);
      revealRow(frame.current, index, rowHeight);
    };
    const stop = store.subscribe(({ selection }, before) => {
      if (activeOf(selection)?.problem === activeOf(before.selection)?.problem) return;
      clearTimeout(timer);
      if (selection.hovered) timer = setTimeout(follow, SETTLED_MS);
      else follow();
    });
    return () => {
      stop();
      clearTimeout(timer);
    };
  }, [store, frame, rows, rowHeight]);
}

/** Scrolls as little as shows a row whole, below the titles. */
export function revealRow(frame: HTMLElement | null, index: number, rowHeight: number): void {
  if (!frame || index < 0) return;
  const head = frame.querySelector('thead')?.clientHeight ?? 0;
  const top = index * rowHeight;
  const lowest = top + rowHeight + head - frame.clientHeight;
  frame.scrollTop = Math.min(Math.max(frame.scrollTop, lowest), top);
}
