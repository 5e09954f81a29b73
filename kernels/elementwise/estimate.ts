import { DTYPE } from '../msl/dtype.ts';
import type { Estimate } from '../program.ts';
import { addedTo } from './change.ts';
import { type CompleteElementwise, isMove } from './problem.ts';

export const ELEMENTWISE_CONVENTION =
  'FLOPs per element: 1 for moving it, for a sum and for an activation, 3 for rotary';

function flopsPerElement(problem: CompleteElementwise): number {
  if (isMove(problem)) return 1;
  if (problem.operation === 'rotary') return 3;
  return (addedTo(problem) ? 1 : 0) + (problem.activation === 'none' ? 0 : 1);
}

/** Each element is read once and written once; an X that all members share is read once. */
export function estimateElementwise(problem: CompleteElementwise): Estimate {
  const { m, n, batch, dtype, dtypeY, strideX } = problem;
  const elements = m * n * batch;
  const read = strideX === 0 ? m * n : elements;
  const added = { bias: n, R: read, none: 0 }[addedTo(problem) ?? 'none'];
  const bytes = (read + added) * DTYPE[dtype].sizeBytes + elements * DTYPE[dtypeY].sizeBytes;
  const flops = flopsPerElement(problem) * elements;
  return { flops, bytes, intensity: flops / bytes };
}
