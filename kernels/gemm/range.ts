import { ROUNDS_TO_INFINITY } from '../msl/dtype.ts';
import type { CompleteGemm } from './problem.ts';

/** Standard deviations that no element of normal data, or of a sum of its products, is beyond: one in 10⁹ is. */
const FARTHEST = 6;
/** More runs than any sample has. */
const UNLIMITED = 2 ** 20;

/**
 * How many runs in succession C survives when each adds beta times the last result: until then it is within the range
 * of its type, as no activation makes a number larger.
 */
export function gemmRunsInRange({ k, alpha, beta, bias, dtypeC }: CompleteGemm): number {
  if (beta === 0) return Number.POSITIVE_INFINITY;
  const added = FARTHEST * (Math.abs(alpha) * Math.sqrt(k) + (bias ? 1 : 0));
  let largest = FARTHEST;
  for (let runs = 0; runs < UNLIMITED; runs++) {
    largest = Math.abs(beta) * largest + added;
    if (largest >= ROUNDS_TO_INFINITY[dtypeC]) return Math.max(1, runs);
  }
  return Number.POSITIVE_INFINITY;
}
