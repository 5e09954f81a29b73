import { type CompleteGemm, completeGemm } from '../gemm/problem.ts';
import { gemmReference } from '../gemm/reference.ts';
import type { Reference } from '../reference.ts';
import { type CompleteQgemm, groupOf, groupsOf, rowBytes } from './problem.ts';

/** The product of the same matrices once the weights are floating-point numbers: its kernels have the same blocks. */
export function dequantisedGemm({ dtype, m, n, k, bias, activation }: CompleteQgemm): CompleteGemm {
  return completeGemm({ op: 'gemm', dtype, m, n, k, transposeB: true, bias, activation });
}

/** C in float64, with the weights as scale · (q − zero). */
export function qgemmReference(
  problem: CompleteQgemm,
  inputs: Readonly<Record<string, Float32Array>>,
): Reference {
  return gemmReference(dequantisedGemm(problem), { ...inputs, B: dequantise(problem, inputs) });
}

function dequantise(problem: CompleteQgemm, inputs: Readonly<Record<string, Float32Array>>): Float32Array {
  const { n, k, weights, zeroPoints } = problem;
  const { W, scales, zeros } = inputs as Record<'W' | 'scales' | 'zeros', Float32Array>;
  const [group, groups, bytes] = [groupOf(problem), groupsOf(problem), rowBytes(problem)];
  const numbers = new Float32Array(n * k);
  for (let row = 0; row < n; row++) {
    for (let column = 0; column < k; column++) {
      const at = row * groups + Math.floor(column / group);
      const quantised =
        weights === 'i8'
          ? (W[row * bytes + column] as number)
          : ((W[row * bytes + (column >> 1)] as number) >> ((column & 1) * 4)) & 15;
      const zero = zeroPoints ? (zeros[at] as number) : weights === 'i4' ? 8 : 0;
      numbers[row * k + column] = (scales[at] as number) * (quantised - zero);
    }
  }
  return numbers;
}
