import type { Target } from '../../target.ts';
import type { CompleteAttention } from '../problem.ts';
import { fewestColumns } from './fewest-columns.ts';
import { TENSOR_PARAMETERS, type TensorConfiguration } from './parameters.ts';

/** Half again as fast as the table's defaults on the CPU device, at 512 queries and keys, forward and backward. */
const ON_CPU = { simdgroups: 1, rows: 32, columns: 64 } as const;

/**
 * Blocks that a sequence fills, with weights through threadgroup memory where they cannot stay in registers: see
 * checkTensor().
 */
export function tunedTensor(
  problem: CompleteAttention,
  target: Target,
  overrides: Partial<TensorConfiguration>,
): Partial<TensorConfiguration> {
  const fewest = fewestColumns(problem);
  const values = target === 'cpu' && fewest >= ON_CPU.columns ? ON_CPU : {};
  const { columns = TENSOR_PARAMETERS.columns.default, intermediates } = { ...values, ...overrides };
  const goThrough = fewest < columns || intermediates === 'memory';
  return { ...values, ...(goThrough && { handOver: 'threadgroup' }) };
}
