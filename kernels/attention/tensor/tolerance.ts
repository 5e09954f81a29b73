import type { CompleteAttention } from '../problem.ts';
import { ATTENTION_TOLERANCE } from '../reference/reference.ts';
import type { TensorConfiguration } from './parameters.ts';

/**
 * The largest error of a correct output. Relaxed precision leaves operands of single precision as many bits of mantissa as
 * those of half precision have.
 */
export function tensorTolerance({ dtype }: CompleteAttention, { relaxed }: TensorConfiguration): number {
  return relaxed && dtype === 'f32' ? ATTENTION_TOLERANCE.f16 : ATTENTION_TOLERANCE[dtype];
}
