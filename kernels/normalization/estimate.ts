import { DTYPE } from '../msl/dtype.ts';
import type { Estimate } from '../program.ts';
import type { CompleteNormalization } from './problem.ts';
import { normalizationBuffers, statisticsOf } from './rows.ts';

export const NORMALIZATION_CONVENTION =
  'Bytes: each input read once, each output written once; FLOPs per element: 7 with a mean and a variance, 4 with squares alone, 5 for softmax, 2 with given statistics';

/** Additions and multiplications per element; an exponential counts as one, and what follows is not counted. */
const FLOPS = { moments: 7, square: 4, exponentials: 5, none: 2 } as const;

/** Each input is read once and each output written once; `reads` says how often X, or X and R, are read. */
export function estimateNormalization(problem: CompleteNormalization, reads = 1): Estimate {
  const buffers = normalizationBuffers(problem).map(({ name, dtype, shape }) => {
    const isRead = name === 'X' || (name === 'R' && problem.residual === 'before');
    const elements = shape.reduce((product, extent) => product * extent, 1);
    return elements * DTYPE[dtype].sizeBytes * (isRead ? reads : 1);
  });
  const bytes = buffers.reduce((sum, size) => sum + size, 0);
  const flops = FLOPS[statisticsOf(problem)] * problem.m * problem.n * problem.s;
  return { flops, bytes, intensity: flops / bytes };
}
