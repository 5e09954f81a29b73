import type { Argument } from '../msl/kernel.ts';
import { type Lines, lines } from '../msl/text.ts';
import { floatWord } from '../msl/words.ts';
import type { CompleteAttention } from './problem.ts';

/** The sizes, which every kernel of the family gets as an argument. */
export const SIZES_STRUCT: Lines = lines(`
  struct AttentionSizes {
      uint r, c, d;     // queries, keys, head dimension
      uint sharers;     // heads of Q that share one head of K and V
      uint window;      // keys that a query sees, if the mask is a window
      float scale;      // factor of the scores
      float scale_log2; // the same for exp2: scale * log2(e)
  };
`);

/** The argument of SIZES_STRUCT, in the order of its fields. */
export function sizesArgument(problem: CompleteAttention): Argument {
  const { r, c, d, heads, kvHeads, window, scale } = problem;
  const words = [r, c, d, heads / kvHeads, window, floatWord(scale), floatWord(scale * Math.LOG2E)];
  return { declaration: 'constant AttentionSizes &sizes', value: words };
}
