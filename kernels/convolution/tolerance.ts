import { completeGemm } from '../gemm/problem.ts';
import { gemmTolerance } from '../gemm/reference.ts';
import type { CompleteConvolution } from './problem.ts';
import { shapeOf, termsOf, volume } from './shape.ts';

/** The terms of a sum of the output. */
export function summedTerms(problem: CompleteConvolution): number {
  const { direction, batch, filters, groups } = problem;
  const shape = shapeOf(problem);
  return {
    forward: termsOf(problem, shape),
    data: volume(shape, 'window') * (filters / groups),
    weights: batch * volume(shape, 'positions'),
  }[direction];
}

/** The largest error of an algorithm that adds up the terms as they are: that of a product with as many. */
export function convolutionTolerance(problem: CompleteConvolution): number {
  const { dtype } = problem;
  return gemmTolerance(completeGemm({ op: 'gemm', dtype, m: 1, n: 1, k: summedTerms(problem) }));
}
