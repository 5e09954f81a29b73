import type { GemmConfiguration } from '../parameters.ts';

/**
 * The largest error of a sum of normal terms whose operands were cut to 10 bits of mantissa: that makes a term smaller by
 * 7e-4 on average, and few of many sums are more than five times their scale.
 */
const RELAXED_ERROR = 6e-3;

/** The largest relative error of a correct output, by that of a product whose operands are not relaxed. */
export function tensorTolerance(exact: number, { relaxed }: Pick<GemmConfiguration, 'relaxed'>): number {
  return relaxed ? Math.max(RELAXED_ERROR, exact) : exact;
}
