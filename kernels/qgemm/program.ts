import type { GemmKernel } from '../gemm/kernel.ts';
import type { CompleteGemm } from '../gemm/problem.ts';
import { gemmProgram, sizesBinding } from '../gemm/program.ts';
import type { Binding, Pass, Program, ProgramBuffer } from '../program.ts';
import { type CompleteQgemm, groupsOf, rowBytes } from './problem.ts';
import { dequantisedGemm } from './reference.ts';
import { QUANTISED_BUFFER } from './weights.ts';

/** Inputs and outputs. */
export function buffersOf(problem: CompleteQgemm): ProgramBuffer[] {
  const { dtype, m, n, k, weights, zeroPoints, bias } = problem;
  const type = weights === 'i8' ? 'i8' : 'u8';
  const groups = [n, groupsOf(problem)];
  return [
    { name: 'A', dtype, shape: [m, k], role: 'input' },
    { name: 'W', dtype: type, shape: [n, rowBytes(problem)], role: 'input' },
    { name: 'scales', dtype, shape: groups, role: 'input' },
    ...(zeroPoints ? [{ name: 'zeros', dtype: type, shape: groups, role: 'input' } as const] : []),
    ...(bias ? [{ name: 'bias', dtype, shape: [n], role: 'input' } as const] : []),
    { name: 'C', dtype, shape: [m, n], role: 'output' },
  ];
}

/** The passes of a product of plain operands with the weights in place of B. */
export function programOf(problem: CompleteQgemm, kernel: GemmKernel): Pick<Program, 'buffers' | 'passes'> {
  const product = gemmProgram(withRowsOfBytes(problem), kernel);
  const scratch = product.buffers.filter(({ role }) => role === 'scratch');
  const [multiply, ...rest] = product.passes as [Pass, ...Pass[]];
  const bindings = multiply.bindings.map((one) =>
    'buffer' in one && one.buffer === 'B' ? { ...one, buffer: 'W' } : one,
  );
  const passes = [{ ...multiply, bindings: [...bindings, ...quantisedBindings(problem)] }, ...rest];
  return { buffers: [...buffersOf(problem), ...scratch], passes };
}

/** In memory, a row of weights is a row of bytes. */
function withRowsOfBytes(problem: CompleteQgemm): CompleteGemm {
  return { ...dequantisedGemm(problem), ldb: rowBytes(problem) };
}

/** The sizes of a product of weights, as an argument. */
export function sizesOfWeights(problem: CompleteQgemm): Binding {
  return sizesBinding(withRowsOfBytes(problem));
}

/** The bindings of scales and zero points. */
export function quantisedBindings({ zeroPoints }: CompleteQgemm): Binding[] {
  return [
    { index: QUANTISED_BUFFER.scales, buffer: 'scales' },
    ...(zeroPoints ? [{ index: QUANTISED_BUFFER.zeros, buffer: 'zeros' }] : []),
  ];
}
