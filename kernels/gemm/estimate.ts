import { DTYPE } from '../msl/dtype.ts';
import type { Estimate } from '../program.ts';
import { type CompleteGemm, layoutsOf } from './problem.ts';

/** How FLOPs of a product are counted. */
export const GEMM_CONVENTION = '2·M·N·K FLOPs: a multiply-add counts as two, the epilogue is not counted';

/**
 * 2·m·n·k FLOPs for each member of the batch. A, B and the bias are read once; C is written once, and read if there is
 * a beta.
 */
export function estimateGemm(problem: CompleteGemm): Estimate {
  const { dtype, dtypeB, dtypeC, m, n, k, batch, beta, bias, strideA, strideB } = problem;
  const { a, b, c } = layoutsOf(problem);
  const members = (stride: number) => (stride === 0 ? 1 : batch);
  const flops = 2 * m * n * k * batch;
  const bytes =
    members(strideA) * a.rows * a.columns * DTYPE[dtype].sizeBytes +
    members(strideB) * b.rows * b.columns * DTYPE[dtypeB].sizeBytes +
    ((beta === 0 ? 1 : 2) * batch * c.rows * c.columns + (bias ? n : 0)) * DTYPE[dtypeC].sizeBytes;
  return { flops, bytes, intensity: flops / bytes };
}
