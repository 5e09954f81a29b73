import { isDone } from '../../ipc/cell.ts';
import { formatFigure, formatGflops } from '../../ipc/figures.ts';
import { isSameCeiling, underRoof } from '../../ipc/roof.ts';
import { matrixRoofs } from '../../ipc/roof-text.ts';
import type { Roof } from '../../ipc/types.ts';
import type { PlannedProblem } from './plan.ts';
import type { Reporter } from './reporter.ts';

/**
 * Reports a run's new roof. The store recomputes the utilization of finished cells; that of cells in flight is recomputed
 * here.
 */
export function adoptRoof(
  roof: Roof,
  before: Roof,
  plan: readonly PlannedProblem[],
  reporter: Reporter,
): void {
  reporter.roof(roof);
  if (isSameCeiling(roof, before)) return;
  for (const cell of plan.flatMap(({ cells }) => cells)) {
    if (cell.summary && !isDone(cell)) reporter.change(cell, { summary: underRoof(cell, roof).summary });
  }
  const message = `Measured again, the roof is ${ratesText(roof)}; shares of ${ratesText(before)} are now shares of this.`;
  reporter.log('info', message);
}

/** "142 GFLOPS, 1,140 GFLOPS (matrix units f16), and 21.3 GB/s" */
function ratesText(roof: Roof): string {
  const { gflops, bandwidth } = roof;
  return new Intl.ListFormat('en').format([
    formatGflops(gflops),
    ...matrixRoofs(roof).map((one) => `${formatGflops(one.gflops)} (${one.name.toLowerCase()})`),
    ...(bandwidth ? [`${formatFigure(bandwidth.rateGBps)} GB/s`] : []),
  ]);
}
