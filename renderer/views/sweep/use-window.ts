import { type RefObject, useEffect, useState } from 'react';

/** Rows drawn beyond either edge, so that fast scrolling shows no gaps. */
const OVERSCAN = 12;
/** Shorter tables are drawn whole, so that they can be searched. */
const WINDOW_ABOVE = 64;

/** The visible rows of a long table, since a run may have 1536 sizes. Heights are in pixels. */
export function useWindow(frame: RefObject<HTMLElement | null>, count: number, rowHeight: number) {
  const [view, setView] = useState({ top: 0, height: 600 });
  const windowed = count > WINDOW_ABOVE;
  useEffect(() => {
    const element = frame.current;
    if (!element || !windowed) return;
    const update = () => setView({ top: element.scrollTop, height: element.clientHeight });
    const observer = new ResizeObserver(update);
    observer.observe(element);
    element.addEventListener('scroll', update, { passive: true });
    return () => {
      observer.disconnect();
      element.removeEventListener('scroll', update);
    };
  }, [frame, windowed]);
  if (!windowed) return { windowed, first: 0, end: count, above: 0, below: 0 };
  const first = Math.max(0, Math.floor(view.top / rowHeight) - OVERSCAN);
  const end = Math.min(count, Math.ceil((view.top + view.height) / rowHeight) + OVERSCAN);
  return { windowed, first, end, above: first * rowHeight, below: (count - end) * rowHeight };
}
