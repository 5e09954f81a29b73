import type { Problem } from '../../kernels/index.ts';
import type { Roof } from './types.ts';

/** The ceiling of a problem's rate, in GFLOPS: that of its data type where it is known separately. */
export function ceilingOf(roof: Pick<Roof, 'gflops' | 'halfGflops'>, problem: Problem): number {
  const isHalf = 'dtype' in problem && problem.dtype === 'f16';
  return (isHalf ? roof.halfGflops : null) ?? roof.gflops;
}
