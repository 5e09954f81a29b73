import { DTYPE } from '../msl/dtype.ts';
import type { Estimate } from '../program.ts';
import { maskBuffers } from './masks.ts';
import { operandBuffers } from './operands.ts';
import type { CompleteAttention } from './problem.ts';

/** How FLOPs of attention are counted. */
export const ATTENTION_CONVENTION =
  '4·R·C·D FLOPs per head, 14·R·C·D with gradients: a multiply-add counts as two, softmax is not counted; half of that for causal masks';

/**
 * FLOPs of the forward pass by that convention, regardless of what a mask other than causal hides; instructions as
 * Metal FlashAttention counts them, 2·D + 5 for each score. Each operand is read or written once.
 */
export function estimateAttention(problem: CompleteAttention): Estimate {
  const { batch, heads, r, c, d, mask } = problem;
  const scores = batch * heads * r * c * (mask === 'causal' ? 0.5 : 1);
  const buffers = [...operandBuffers(problem), ...maskBuffers(problem)];
  const bytes = buffers.reduce(
    (sum, { dtype, shape }) => sum + elementsOf(shape) * DTYPE[dtype].sizeBytes,
    0,
  );
  const flops = 4 * scores * d;
  return { flops, instructions: scores * (2 * d + 5), bytes, intensity: flops / bytes };
}

export function elementsOf(shape: readonly number[]): number {
  return shape.reduce((product, extent) => product * extent, 1);
}
