import { familyOf, type Problem } from '../../../kernels/index.ts';
import type { Distribution } from '../../ipc/judge/examination.ts';
import { createRandom } from '../../ipc/random.ts';
import type { Shaping } from '../contenders/operands.ts';

/** Powers of two: what is drawn keeps its digits in every type. */
const [LARGE, TINY] = [8, 1 / 64];
const CONSTANT = 0.75;
/** Few, because a row of a product with one of them has no finite element; side by side, so that some sums are NaN. */
const MOST_PAIRS = 4;
const ELEMENTS_PER_PAIR = 64;

/**
 * Standard normal numbers as those of a distribution. None is so large that a sum of a few thousand terms leaves the range
 * of half precision, and none so tiny that a product of two leaves that of its normal numbers.
 */
const SHAPES: Readonly<Record<Distribution, (values: Float32Array) => Float32Array>> = {
  normal: (values) => values,
  large: (values) => values.map((value) => LARGE * value),
  tiny: (values) => values.map((value) => TINY * value),
  constant: (values) => values.fill(CONSTANT),
  positive: (values) => values.map(Math.abs),
  infinite: (values) => values,
};

/** How the inputs of a problem are drawn from a distribution. */
export function shapingOf(distribution: Distribution, problem: Problem, seed: number): Shaping {
  const family = familyOf(problem);
  const unchanged = distribution === 'large' ? family.illConditionedIn(problem) : [];
  const normal: Shaping['normal'] = (values, name) =>
    unchanged.includes(name) ? values : SHAPES[distribution](values);
  const infinities = distribution === 'infinite' ? family.infinities(problem) : null;
  if (!infinities) return { normal };
  const { buffer, values: signs } = infinities;
  const random = createRandom(seed, 'infinities');
  return {
    normal,
    finish: (name, values) => {
      if (name !== buffer) return;
      const pairs = Math.min(MOST_PAIRS, Math.ceil(values.length / ELEMENTS_PER_PAIR));
      for (let pair = 0; pair < pairs; pair++) {
        const first = random.below(values.length);
        const few = values.subarray(first, first + 2);
        few.forEach((_, at) => {
          few[at] = signs[random.below(signs.length)] as number;
        });
      }
    },
  };
}

const ONE_SIGN: readonly Distribution[] = ['constant', 'positive'];

/**
 * By how much larger the error of a correct output may be than with normal numbers. Tolerances are relative to the typical
 * size of a sum of terms of random sign; one of terms of one sign is √terms as large, and so are its roundings.
 */
export function allowanceOf(distribution: Distribution, problem: Problem): number {
  if (!ONE_SIGN.includes(distribution)) return 1;
  return Math.sqrt(familyOf(problem).terms(problem) ?? 1);
}
