import { DTYPE } from '../msl/dtype.ts';
import type { CompleteGemm, GemmProblem } from './problem.ts';

/**
 * BLAS's name of a product, by its data types: sgemm, hgemm or bgemm if all three are the same, shgemm or sbgemm if A
 * and B are half and C is single, and otherwise the letters of C, A and B.
 */
export function gemmName({ dtype, dtypeB, dtypeC }: CompleteGemm): string {
  const [a, b, c] = [dtype, dtypeB, dtypeC].map((one) => DTYPE[one].letter);
  const letters = a !== b ? `${c}${a}${b}` : a === c ? a : `${c}${a}`;
  return `${letters}gemm`;
}

/** The products that BLAS has names for, as problems without extents. */
export const GEMM_FORMS: Readonly<Record<string, Pick<GemmProblem, 'op' | 'dtype' | 'dtypeC'>>> = {
  sgemm: { op: 'gemm', dtype: 'f32' },
  hgemm: { op: 'gemm', dtype: 'f16' },
  bgemm: { op: 'gemm', dtype: 'bf16' },
  shgemm: { op: 'gemm', dtype: 'f16', dtypeC: 'f32' },
  sbgemm: { op: 'gemm', dtype: 'bf16', dtypeC: 'f32' },
};
