import {
  formatDuration,
  formatError,
  formatFigure,
  formatPercent,
  formatRatio,
} from '../../electron/ipc/figures.ts';
import { type RateUnit, rateIn } from '../../electron/ipc/rate.ts';
import { contenderLabel } from '../../kernels/index.ts';
import { FIGURE_VALUE, type Figure, type RowCell } from './rows.ts';

interface FigureLabel {
  readonly label: string;
  readonly title: string;
}

/** What the table calls each figure, with rates in a unit. */
export function figureLabels(
  unit: RateUnit,
  reference: string | null,
): Readonly<Record<Figure, FigureLabel>> {
  const other = reference === null ? 'the reference' : contenderLabel(reference);
  return {
    gflops: { label: unit, title: 'Rate at the median time' },
    median: { label: 'Median', title: 'Median time per dispatch' },
    utilization:
      unit === 'GFLOPS'
        ? {
            label: 'Of roof',
            title: 'Rate relative to the roof, of the matrix units for tensor operations where a GPU has any',
          }
        : {
            label: 'Of memory',
            title: 'Rate relative to the bandwidth of memory; hot data, which a cache holds, may exceed it',
          },
    ofReference: { label: `× ${other}`, title: `Speed relative to ${other} at this size, by the same clock` },
    ofBest: {
      label: 'Of best',
      title:
        'Rate relative to the best verified contender at this size by the same clock; ≈ within the intervals',
    },
    iqr: { label: 'IQR', title: 'Interquartile range relative to the median' },
    error: { label: 'Error', title: 'Largest relative error against float64' },
  };
}

/** A figure of a measured cell; "–" where it has none. */
export function figureText(figure: Figure, entry: RowCell, unit: RateUnit): string {
  const value = FIGURE_VALUE[figure](entry);
  if (value === null) return '–';
  if (figure === 'ofBest' && entry.standing?.isTied) return '≈ 1×';
  return TEXTS[figure](value, entry, unit);
}

const TEXTS: Readonly<Record<Figure, (value: number, entry: RowCell, unit: RateUnit) => string>> = {
  gflops: (value, { cell }, unit) => formatFigure(rateIn(unit, cell.problem, value)),
  median: formatDuration,
  utilization: (value) => formatPercent(value),
  ofReference: formatRatio,
  ofBest: formatRatio,
  iqr: (value) => formatPercent(value),
  error: formatError,
};
