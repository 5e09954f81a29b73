import { familyOf, type Problem } from '../../../kernels/index.ts';
import type { Distribution } from '../../ipc/judge/examination.ts';

/** Powers of two: what is drawn keeps its digits in every type. */
const [LARGE, TINY] = [8, 1 / 64];
const CONSTANT = 0.75;

/**
 * Standard normal numbers as those of a distribution. None is so large that a sum of a few thousand terms leaves the range
 * of half precision, and none so tiny that a product of two leaves that of its normal numbers.
 */
export const SHAPES: Readonly<Record<Distribution, (normal: Float32Array) => Float32Array>> = {
  normal: (values) => values,
  large: (values) => values.map((value) => LARGE * value),
  tiny: (values) => values.map((value) => TINY * value),
  constant: (values) => values.fill(CONSTANT),
  positive: (values) => values.map(Math.abs),
};

const ONE_SIGN: readonly Distribution[] = ['constant', 'positive'];

/**
 * By how much larger the error of a correct output may be than with normal numbers. Tolerances are relative to the typical
 * size of a sum of terms of random sign; one of terms of one sign is √terms as large, and so are its roundings.
 */
export function allowanceOf(distribution: Distribution, problem: Problem): number {
  if (!ONE_SIGN.includes(distribution)) return 1;
  return Math.sqrt(familyOf(problem).terms(problem) ?? 1);
}
