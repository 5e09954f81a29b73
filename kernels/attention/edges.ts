// What blocks do at the ends of the sequences and of the head dimension.
import { PLACED } from '../msl/edges.ts';
import { type Lines, lines } from '../msl/text.ts';
import type { Flash2Configuration } from './flash2/parameters.ts';
import { flash2Shape } from './flash2/shape.ts';
import type { CompleteAttention } from './problem.ts';

/**
 * The function constants that tell where nothing has to be guarded, and `placed()`. As in GEMM, the last block is moved
 * inward. Metal FlashAttention copies it to threadgroup memory instead, and MLX reads it with guards (`align_Q`,
 * `align_K`): both have a second path through the loop over keys, which this does without.
 */
export const EDGES: Lines = [
  ...lines(`
    // True if no tile crosses an edge of Q and O (whole_r), or of K and V (whole_c). A block that would cross it
    // is then moved inward, and leaves out what it shares with the previous block.
    constant bool whole_r [[function_constant(0)]];
    constant bool whole_c [[function_constant(1)]];
  `),
  '',
  ...PLACED,
];

/**
 * The values of the function constants.
 * @param rows `moved` if a SIMD-group may compute another one's rows again, `fixed` if they have state in device memory
 */
export function wholeFlags(
  problem: CompleteAttention,
  config: Flash2Configuration,
  rows: 'moved' | 'fixed',
): boolean[] {
  const { r, c, d } = problem;
  const isWholeD = d % flash2Shape(problem, config).sliceD === 0;
  const isWholeR = rows === 'moved' ? r >= config.registerR : r % config.blockR === 0;
  return [isWholeD && isWholeR, isWholeD && c >= config.blockC];
}
