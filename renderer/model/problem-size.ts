import type { Problem } from '../../kernels/index.ts';

/** One number for the size axis: the side of the cube with the same M·N·K; for a square problem, its side. */
export function sizeOf({ m, n, k }: Problem): number {
  return m === n && n === k ? m : Math.cbrt(m * n * k);
}

export function isSquare({ m, n, k }: Problem): boolean {
  return m === n && n === k;
}

/** "512" for a square problem, "128 × 256 × 512" (M × N × K) for any other. */
export function sizeLabel(problem: Problem): string {
  return isSquare(problem) ? String(problem.m) : `${problem.m} × ${problem.n} × ${problem.k}`;
}

/** "SGEMM 512 × 512 × 512", spelled out. */
export function problemLabel({ op, dtype, m, n, k }: Problem): string {
  return `${op.toUpperCase()} ${dtype} · ${m} × ${n} × ${k}`;
}
