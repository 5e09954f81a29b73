import type { Issue } from '../../issue.ts';
import { DTYPE } from '../../msl/dtype.ts';
import { SIMD_WIDTH, TILE } from '../../msl/kernel.ts';
import { type Configuration, checkBounds, type ParameterTable } from '../../parameter.ts';
import type { Estimate } from '../../program.ts';
import type { Target } from '../../target.ts';
import { estimateAttention } from '../estimate.ts';
import type { CompleteAttention } from '../problem.ts';

/** How unfused attention is computed. Lengths are in elements. */
export interface UnfusedConfiguration extends Configuration {
  /** Queries per SIMD-group in both products, and SIMD-groups per threadgroup. */
  readonly registerR: number;
  readonly simdgroups: number;
  /** Keys in a SIMD-group's part of S; columns in its part of O. */
  readonly registerC: number;
  readonly registerD: number;
  /** What processes a row of S in softmax. */
  readonly softmaxBy: 'thread' | 'simdgroup';
}

export const UNFUSED_PARAMETERS = {
  registerR: { label: 'Queries per SIMD-group', choices: [8, 16, 32, 64], default: 32 },
  simdgroups: { label: 'SIMD-groups', choices: [1, 2, 4], default: 2 },
  registerC: { label: 'Keys per SIMD-group', choices: [8, 16, 32, 64], default: 32 },
  registerD: { label: 'Columns of O per SIMD-group', choices: [8, 16, 32, 64], default: 32 },
  softmaxBy: { label: 'Softmax row by', choices: ['thread', 'simdgroup'], default: 'simdgroup' },
} as const satisfies ParameterTable;

/**
 * The CPU device vectorizes a row if a single thread processes it, and its products are fastest with as many sums as in
 * GEMM. On GPUs, 32 x 32 sums take half of a thread's registers; this has not been measured.
 */
export function tunedUnfused(target: Target): Partial<UnfusedConfiguration> {
  return target === 'cpu' ? { simdgroups: 1, registerC: 64, registerD: 64, softmaxBy: 'thread' } : {};
}

/** Elements of S, for all heads at once. */
export function scoresOf({ batch, heads, r, c }: CompleteAttention): number {
  return batch * heads * r * c;
}

export function threadgroupBytesOfProduct(config: UnfusedConfiguration): number {
  return config.simdgroups * TILE ** 2 * DTYPE.f32.sizeBytes;
}

/** 16-bit registers per thread: the sums of the larger product, and a tile of each operand. */
export function registersOfProduct(config: UnfusedConfiguration): number {
  const elements = config.registerR * (Math.max(config.registerC, config.registerD) + TILE) + TILE * TILE;
  return (2 * elements) / SIMD_WIDTH;
}

/** S is one buffer of at most 1 GiB. */
const MOST_SCORES = 2 ** 28;

export function checkUnfused(problem: CompleteAttention): Issue[] {
  const scores = scoresOf(problem);
  return checkBounds([
    { parameter: 'scores', value: scores, max: MOST_SCORES, why: 'elements of S in one buffer' },
  ]);
}

/** The problem's estimate, with the traffic of S: written, read and written by softmax, and read. */
export function estimateUnfused(problem: CompleteAttention): Estimate {
  const of = estimateAttention(problem);
  const bytes = of.bytes + 4 * DTYPE.f32.sizeBytes * scoresOf(problem);
  return { ...of, bytes, intensity: of.flops / bytes };
}
