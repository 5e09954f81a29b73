import { useEffect, useState } from 'react';
import type { Side } from '../../../kernels/index.ts';

/** Slow enough for anybody: content that flashes more than three times in a second can cause seizures (WCAG 2.3.1). */
const PERIOD_MS = 700;

/** Which side is shown while they take turns; the baseline alone for somebody who asked for less motion. */
export function useFlicker(isOn: boolean): Side {
  const [shown, setShown] = useState<Side>('baseline');
  useEffect(() => {
    if (!isOn || matchMedia('(prefers-reduced-motion: reduce)').matches) return;
    const swap = () => setShown((side) => (side === 'baseline' ? 'candidate' : 'baseline'));
    const timer = setInterval(swap, PERIOD_MS);
    return () => clearInterval(timer);
  }, [isOn]);
  return shown;
}
