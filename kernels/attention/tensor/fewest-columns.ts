import type { CompleteAttention } from '../problem.ts';

/**
 * The shortest sequence that is gone through in blocks of columns: keys, and queries for dK and dV. Metal wants to know at
 * compile time how long the sums of a product are that takes an operand from registers. It reads so many rows of the other
 * operand, whether they exist or not, so that no block may be longer than the sequence.
 */
export function fewestColumns({ r, c, gradient }: CompleteAttention): number {
  return gradient ? Math.min(r, c) : c;
}
