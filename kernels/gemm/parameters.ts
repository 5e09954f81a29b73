import type { Issue } from '../problem.ts';

/** The generated GEMM kernels. */
export const GEMM_ALGORITHMS = ['gemm-tiled', 'gemm-simdgroup'] as const;
export type GemmAlgorithm = (typeof GEMM_ALGORITHMS)[number];

/** How a GEMM is computed. Lengths are in elements. */
export interface GemmConfiguration {
  /** Rows and columns of C that one threadgroup computes. */
  readonly blockM: number;
  readonly blockN: number;
  /** How much of K is staged in threadgroup memory at a time. */
  readonly blockK: number;
  /** Rows and columns of C that one thread (tiled) or one SIMD-group (simdgroup) keeps in registers. */
  readonly registerM: number;
  readonly registerN: number;
}

type Parameter = keyof GemmConfiguration;

/**
 * Choices and defaults of every parameter, by algorithm: the one table behind forms, checks, sweeps and cache keys.
 * Defaults: the simdgroup kernel takes four SIMD-groups of 32x32 (16 accumulators of 8x8 make 32 registers a lane,
 * well below the 104 that halve occupancy on Apple7 and 8: Mesa, agx_performance.c); the tiled one takes 8x4 a
 * thread, so that values loaded from threadgroup memory are used eight and four times.
 */
export const GEMM_PARAMETERS = {
  'gemm-tiled': {
    blockM: { choices: [16, 32, 64], default: 64, label: 'Block M' },
    blockN: { choices: [16, 32, 64], default: 64, label: 'Block N' },
    blockK: { choices: [8, 16, 32, 64], default: 32, label: 'Block K' },
    registerM: { choices: [2, 4, 8], default: 8, label: 'Rows per thread' },
    registerN: { choices: [4, 8], default: 4, label: 'Columns per thread' },
  },
  'gemm-simdgroup': {
    blockM: { choices: [16, 32, 64], default: 64, label: 'Block M' },
    blockN: { choices: [16, 32, 64], default: 64, label: 'Block N' },
    blockK: { choices: [8, 16, 32, 64], default: 32, label: 'Block K' },
    registerM: { choices: [8, 16, 32], default: 32, label: 'Rows per SIMD-group' },
    registerN: { choices: [8, 16, 32], default: 32, label: 'Columns per SIMD-group' },
  },
} as const satisfies Record<
  GemmAlgorithm,
  Record<Parameter, { choices: readonly number[]; default: number; label: string }>
>;

/** Metal's documented limits, the same for every Apple GPU since family 4 (Metal feature set tables). */
const LIMITS = { threadsPerThreadgroup: 1024, threadgroupBytes: 32768, simdWidth: 32 } as const;

/** Lanes of a SIMD-group. */
export const SIMD_WIDTH = LIMITS.simdWidth;

const SIZE_BYTES = 4;

/** Threads in a threadgroup. */
export function threadsOf(algorithm: GemmAlgorithm, c: GemmConfiguration): number {
  const tiles = (c.blockM / c.registerM) * (c.blockN / c.registerN);
  return algorithm === 'gemm-simdgroup' ? tiles * LIMITS.simdWidth : tiles;
}

/** Bytes of threadgroup memory: a block of A, a block of B, and one 8x8 tile a SIMD-group for C's edges. */
export function threadgroupBytesOf(algorithm: GemmAlgorithm, c: GemmConfiguration): number {
  const staged = (c.blockM + c.blockN) * c.blockK * SIZE_BYTES;
  const edge =
    algorithm === 'gemm-simdgroup' ? (threadsOf(algorithm, c) / LIMITS.simdWidth) * 64 * SIZE_BYTES : 0;
  return staged + edge;
}

/** Whether `value` divides the block and what is staged divides evenly among the threads. */
export function checkConfiguration(algorithm: GemmAlgorithm, c: GemmConfiguration): Issue[] {
  const issues: Issue[] = [];
  for (const [parameter, { choices }] of Object.entries(GEMM_PARAMETERS[algorithm])) {
    const value = c[parameter as Parameter];
    if (!(choices as readonly number[]).includes(value)) {
      issues.push({ parameter, value, accepted: `one of ${choices.join(', ')}` });
    }
  }
  if (issues.length > 0) return issues;
  if (c.registerM > c.blockM)
    issues.push({ parameter: 'registerM', value: c.registerM, accepted: `at most blockM (${c.blockM})` });
  if (c.registerN > c.blockN)
    issues.push({ parameter: 'registerN', value: c.registerN, accepted: `at most blockN (${c.blockN})` });
  const threads = threadsOf(algorithm, c);
  if (threads > LIMITS.threadsPerThreadgroup) {
    issues.push({
      parameter: 'threads',
      value: threads,
      accepted: `at most ${LIMITS.threadsPerThreadgroup} in a threadgroup`,
    });
  }
  const bytes = threadgroupBytesOf(algorithm, c);
  if (bytes > LIMITS.threadgroupBytes) {
    issues.push({
      parameter: 'threadgroupBytes',
      value: bytes,
      accepted: `at most ${LIMITS.threadgroupBytes}`,
    });
  }
  return issues;
}

/** The defaults with some parameters overridden, or what is wrong with them. */
export function configure(
  algorithm: GemmAlgorithm,
  overrides: Readonly<Record<string, number>> = {},
): { configuration: GemmConfiguration } | { issues: Issue[] } {
  const table = GEMM_PARAMETERS[algorithm];
  const unknown = Object.keys(overrides).filter((name) => !(name in table));
  if (unknown.length > 0) {
    const accepted = `a parameter among ${Object.keys(table).join(', ')}`;
    return { issues: unknown.map((parameter) => ({ parameter, value: overrides[parameter], accepted })) };
  }
  const values = Object.entries(table).map(([name, parameter]) => [
    name,
    overrides[name] ?? parameter.default,
  ]);
  const configuration: GemmConfiguration = Object.fromEntries(values);
  const issues = checkConfiguration(algorithm, configuration);
  return issues.length > 0 ? { issues } : { configuration };
}
