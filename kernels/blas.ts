import { familyOf, type Problem } from './families.ts';
import { optionsOf } from './field.ts';

/** What cblas_sgemm is called for: float32 matrices, dense and row-major, with alpha 1 and beta 0. */
export interface BlasProduct {
  readonly m: number;
  readonly n: number;
  readonly k: number;
}

const DTYPE_OF_SGEMM = 'f32';

/** The product that a problem is to BLAS, or why BLAS is not called for it. */
export function blasProduct(problem: Problem): { product: BlasProduct } | { reason: string } {
  const options = optionsOf(familyOf(problem).fields, problem);
  const others = options.filter(([name, value]) => name !== 'dtype' || value !== DTYPE_OF_SGEMM);
  if (problem.op === 'gemm' && others.length === 0) {
    const { m, n, k } = problem;
    return { product: { m, n, k } };
  }
  const asked = others.map(([name, value]) => `${name} = ${value}`).join(', ') || problem.op;
  return { reason: `Called for plain f32 products only, not for ${asked}` };
}
