import { estimate, type Problem } from '../../kernels/index.ts';
import { enoughDuplicates, fixedDuplicates } from './protocols.ts';
import type { Method } from './types.ts';

/** Compilation, reference and warm-up take about a quarter of the time of the rounds. */
const BESIDE_ROUNDS = 1.25;

/** From the fewest samples that the method takes to the most, in milliseconds. */
export interface ExpectedMs {
  readonly least: number;
  readonly most: number;
}

/**
 * The time that a problem's contenders take together, if each runs at a rate.
 * @param gflops of each contender that solves it, at least one
 */
export function expectedTime(problem: Problem, gflops: readonly number[], method: Method): ExpectedMs {
  const { flops } = estimate(problem);
  const dispatchMs = gflops.map((rate) => flops / rate / 1e6);
  const fastestMs = dispatchMs.reduce((least, ms) => Math.min(least, ms));
  const fixed = fixedDuplicates(method.protocol, problem);
  const shared = Math.max(1, Math.ceil(method.minSampleMs / fastestMs));
  const duplicatesOf = (ms: number) => fixed ?? enoughDuplicates(shared, ms, method);
  const roundMs = dispatchMs.reduce((sum, ms) => sum + duplicatesOf(ms) * ms + method.spinMs, 0);
  const least = method.minSamples * roundMs;
  const most = Math.max(least, Math.min(method.maxSamples * roundMs, method.maxProblemMs + roundMs));
  return { least: BESIDE_ROUNDS * least, most: BESIDE_ROUNDS * most };
}
