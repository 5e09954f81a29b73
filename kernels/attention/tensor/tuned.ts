import type { CompleteAttention } from '../problem.ts';
import { fewestColumns } from './fewest-columns.ts';
import { TENSOR_PARAMETERS, type TensorConfiguration } from './parameters.ts';

/** Weights go through threadgroup memory where a sequence is shorter than a block: see fewestColumns(). */
export function tunedTensor(
  problem: CompleteAttention,
  overrides: Partial<TensorConfiguration>,
): Partial<TensorConfiguration> {
  const { columns = TENSOR_PARAMETERS.columns.default } = overrides;
  return fewestColumns(problem) < columns ? { handOver: 'threadgroup' } : {};
}
