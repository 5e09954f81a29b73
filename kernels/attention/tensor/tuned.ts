import type { CompleteAttention } from '../problem.ts';
import { fewestColumns } from './fewest-columns.ts';
import { TENSOR_PARAMETERS, type TensorConfiguration } from './parameters.ts';

/** Weights go through threadgroup memory where they cannot stay in registers: see checkTensor(). */
export function tunedTensor(
  problem: CompleteAttention,
  overrides: Partial<TensorConfiguration>,
): Partial<TensorConfiguration> {
  const { columns = TENSOR_PARAMETERS.columns.default, intermediates } = overrides;
  const goThrough = fewestColumns(problem) < columns || intermediates === 'memory';
  return goThrough ? { handOver: 'threadgroup' } : {};
}
