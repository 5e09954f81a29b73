import type { Configuration } from './parameter.ts';
import type { ProblemBase } from './problem.ts';
import type { Target } from './target.ts';

/** A program whose text is kept, by the name of its file. */
export interface GoldenCase {
  readonly contender: string;
  readonly problem: ProblemBase & Readonly<Record<string, unknown>>;
  readonly overrides?: Configuration;
  readonly target?: Target;
}

const SGEMM = { op: 'gemm', dtype: 'f32', m: 512, n: 512, k: 512 } as const;

/** One of each contender, and the options that change what a text says. */
export const GOLDEN: Readonly<Record<string, GoldenCase>> = {
  'gemm-simdgroup': { contender: 'gemm-simdgroup', problem: SGEMM },
  'gemm-direct': { contender: 'gemm-direct', problem: SGEMM },
  'gemm-tiled': { contender: 'gemm-tiled', problem: SGEMM },
  'gemm-split-k': { contender: 'gemm-split-k', problem: SGEMM },
  'gemm-stream-k': { contender: 'gemm-stream-k', problem: SGEMM },
  'hgemm-transposed-bias-gelu': {
    contender: 'gemm-simdgroup',
    problem: { ...SGEMM, dtype: 'f16', transposeB: true, bias: true, activation: 'gelu' },
    target: 'Apple7',
  },
  'bgemm-direct-beta': {
    contender: 'gemm-direct',
    problem: { ...SGEMM, dtype: 'bf16', transposeA: true, alpha: 0.5, beta: 1 },
    target: 'Apple9',
  },
  'mixed-stream-k-silu': {
    contender: 'gemm-stream-k',
    problem: { ...SGEMM, dtype: 'f16', dtypeB: 'bf16', dtypeC: 'f32', activation: 'silu' },
  },
};
