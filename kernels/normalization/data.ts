import type { Draw } from '../family.ts';
import { type CompleteNormalization, isSoftmax } from './problem.ts';
import { rowsOf } from './rows.ts';

/** One row in so many has a mean far from zero. */
const SHIFTED_ROWS = 8;
/** That mean, in standard deviations: a difference of mean squares would cancel, and exponentials would overflow. */
const SHIFT = 1000;
/** One score in so many is −∞, as in masked attention, but never the first: no row is −∞ altogether. */
const HIDDEN_SCORES = 16;

/** Standard normal rows, of which some have a mean of 1000; scores of softmax of which some are −∞. */
export function normalizationData(
  problem: CompleteNormalization,
  buffer: string,
  draw: Draw,
): Float32Array | null {
  if (buffer === 'variance') return Float32Array.from({ length: problem.n }, () => 0.5 + draw.unit());
  if (buffer !== 'X') return null;
  const { rows, length } = rowsOf(problem);
  const values = draw.normal(rows * length);
  for (let row = 0; row < rows; row++) {
    if (draw.below(SHIFTED_ROWS) > 0) continue;
    for (let at = row * length; at < (row + 1) * length; at++) values[at] = (values[at] as number) + SHIFT;
  }
  if (!isSoftmax(problem)) return values;
  return values.map((value, at) =>
    at % length > 0 && draw.below(HIDDEN_SCORES) === 0 ? Number.NEGATIVE_INFINITY : value,
  );
}
