import { methodLabel } from '../method.ts';
import type { Run } from '../types.ts';
import { cellLabel, measuredCells, rateOf } from './measured.ts';

/**
 * The rates of a run as the entries of `customBiggerIsBetter`, or its times as those of `customSmallerIsBetter`, of
 * github-action-benchmark (src/extract.ts): medians, with half the interquartile range as their range. Cells that are not
 * right have no entry, since that action knows no failures.
 */
export function actionText(run: Run, better: 'bigger' | 'smaller'): string {
  const entries = measuredCells(run).map((cell) => {
    const { medianNs, q1Ns, q3Ns, n, clock } = cell.summary;
    const relative = (q3Ns - q1Ns) / 2 / medianNs;
    const { value, unit } = better === 'bigger' ? rateOf(cell) : { value: medianNs, unit: 'ns' };
    const notes = [`median of ${n} samples by ${clock} time`, methodLabel(run.request.method)].filter(
      Boolean,
    );
    return { name: cellLabel(cell), value, unit, range: `± ${value * relative}`, extra: notes.join(', ') };
  });
  return `${JSON.stringify(entries, null, 2)}\n`;
}
