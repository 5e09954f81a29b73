import { type CSSProperties, useLayoutEffect, useState } from 'react';

/** The place of the window's panels on the page, for one that covers them all; undefined while it need not. */
export function useArea(isWanted: boolean): CSSProperties | undefined {
  const [area, setArea] = useState<CSSProperties>();
  useLayoutEffect(() => {
    const panels = document.querySelector('.columns');
    if (!isWanted || !panels) return setArea(undefined);
    const measure = () => {
      const { left, top, width, height } = panels.getBoundingClientRect();
      setArea({ left, top, width, height });
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(panels);
    return () => observer.disconnect();
  }, [isWanted]);
  return isWanted ? area : undefined;
}
