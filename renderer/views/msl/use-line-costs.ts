import { useEffect, useState } from 'react';
import type { Settings } from '../../../electron/ipc/types.ts';
import type { Pass } from '../../../kernels/index.ts';
import { type LineCosts, lineCosts, type NoLineCosts } from '../../model/line-cost/line-cost.ts';
import { useWorkbench } from '../../state/store.ts';

/** So long a kernel is shown before its lines are counted, in milliseconds: that may take longer than a frame. */
const SETTLED_MS = 200;

export const showsLineCost = ({ layout }: Settings) => layout['line-cost'] === true;

/** What the lines of a pass cost, once it has been shown for a moment; null until then, and while that is switched off. */
export function useLineCosts(pass: Pass | undefined): LineCosts | NoLineCosts | null {
  const isShown = useWorkbench(({ settings }) => showsLineCost(settings));
  const [counted, setCounted] = useState<{ pass: Pass; costs: LineCosts | NoLineCosts } | null>(null);
  useEffect(() => {
    if (!pass || !isShown) return undefined;
    const timer = setTimeout(() => setCounted({ pass, costs: lineCosts(pass) }), SETTLED_MS);
    return () => clearTimeout(timer);
  }, [pass, isShown]);
  return isShown && counted?.pass === pass ? (counted?.costs ?? null) : null;
}
