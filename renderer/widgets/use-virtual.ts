import { type RefObject, useEffect, useState } from 'react';

/** Pixels drawn beyond either edge, so that fast scrolling shows no gaps. */
const OVERSCAN_PX = 400;

/**
 * Which rows of a scrolling list are in sight.
 * @param offsets where each row begins in pixels, and at the end where the last one ends
 */
export function useVirtual(
  frame: RefObject<HTMLElement | null>,
  offsets: readonly number[],
): { first: number; end: number } {
  const [view, setView] = useState({ top: 0, height: 900 });
  useEffect(() => {
    const element = frame.current;
    if (!element) return;
    const update = () => setView({ top: element.scrollTop, height: element.clientHeight });
    const observer = new ResizeObserver(update);
    observer.observe(element);
    element.addEventListener('scroll', update, { passive: true });
    return () => {
      observer.disconnect();
      element.removeEventListener('scroll', update);
    };
  }, [frame]);
  const count = offsets.length - 1;
  const at = (position: number) => Math.max(0, countUpTo(offsets, position) - 1);
  const first = Math.min(at(view.top - OVERSCAN_PX), count);
  return { first, end: Math.min(count, at(view.top + view.height + OVERSCAN_PX) + 1) };
}

/** How many of some rising numbers are at most a limit. */
function countUpTo(rising: readonly number[], limit: number): number {
  let [low, high] = [0, rising.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((rising[middle] as number) <= limit) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Where rows of some heights begin, and where the last one ends. */
export function offsetsOf(heights: readonly number[]): number[] {
  const offsets = [0];
  for (const height of heights) offsets.push((offsets.at(-1) ?? 0) + height);
  return offsets;
}
