// How long a compute process may be silent before it is taken to hang.
import { estimate } from '../../../kernels/index.ts';
import { patienceMs } from '../../ipc/method.ts';
import type { SweepRequest } from '../../ipc/types.ts';
import type { ComputeKeeper } from './compute-keeper.ts';
import { SilenceWatch } from './silence-watch.ts';

/** How long the rounds of one problem may take, during which the compute process is silent. */
export function longestRoundsMs({ problems, contenders, method }: SweepRequest): number {
  const flops = Math.max(...problems.map((problem) => estimate(problem).flops));
  return method.maxProblemMs + contenders.length * patienceMs(flops);
}

/**
 * Ends the compute process when it has been silent for longer than allowed.
 * @param kept what its requests fail with says of what was measured so far
 */
export function endWhenSilent(keeper: ComputeKeeper, allowedMs: number, kept = ''): SilenceWatch {
  return new SilenceWatch(allowedMs, (silentMs) => {
    const seconds = Math.round(silentMs / 1000);
    const message = `The compute process was silent for ${seconds} s and was ended. ${kept}`.trimEnd();
    keeper.kill({ code: 'COMPUTE_HUNG', message });
  });
}
