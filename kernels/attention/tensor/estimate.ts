import type { Estimate } from '../../program.ts';
import { estimateOfParts } from '../flash2/gradient.ts';
import type { CompleteAttention } from '../problem.ts';
import { type TensorConfiguration, tensorShape } from './parameters.ts';

/** What the kernels compute, which is more where O or gradients are summed up in slices. */
export function estimateTensor(problem: CompleteAttention, config: TensorConfiguration): Estimate {
  const gradients = tensorShape(problem, config, config.gradientD).slices;
  const forward = tensorShape(problem, config, config.sliceD).slices;
  return estimateOfParts(problem, { forward, dq: gradients, dkv: gradients });
}
