import type { Method } from './types.ts';

/** Ten samples and up to forty for a steady median; with these a dozen small sizes take well under a minute. */
export const DEFAULT_METHOD: Method = {
  minSamples: 10,
  maxSamples: 40,
  targetRelativeIqr: 0.05,
  maxProblemMs: 1500,
  minSampleMs: 2,
  seed: 1,
};

/** Most contenders of one sweep. */
export const MAX_CONTENDERS = 64;

/** A kernel slower than this is not worth the wait, GFLOPS. */
const SLOWEST_GFLOPS = 0.05;

/** The longest that one dispatch of so many FLOPs may take before it is given up, in milliseconds. */
export function patienceMs(flops: number): number {
  return flops / SLOWEST_GFLOPS / 1e6;
}
