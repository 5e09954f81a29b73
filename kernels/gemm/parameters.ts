import { DEVICE_LIMITS } from '../device.ts';
import { DTYPE } from '../msl/dtype.ts';
import type { Issue } from '../problem.ts';

/** The generated GEMM kernels. */
export const GEMM_ALGORITHMS = ['gemm-tiled', 'gemm-direct', 'gemm-simdgroup'] as const;
export type GemmAlgorithm = (typeof GEMM_ALGORITHMS)[number];

/** How a GEMM is computed. Lengths are in elements. */
export interface GemmConfiguration {
  /** Rows and columns of C that one threadgroup computes. */
  readonly blockM: number;
  readonly blockN: number;
  /** How much of K is taken at a time: staged in threadgroup memory, but for `direct`. */
  readonly blockK: number;
  /** Rows and columns of C that one thread (tiled) or one SIMD-group (simdgroup) keeps in registers. */
  readonly registerM: number;
  readonly registerN: number;
}

export type GemmParameter = keyof GemmConfiguration;

/** Side of the square matrices that simdgroup_matrix holds. */
export const SIMDGROUP_TILE = 8;

/**
 * Choices and defaults of every parameter, by algorithm: the one table behind forms, checks, sweeps and cache keys.
 * All choices are powers of two, so that a smaller one divides a larger one.
 *
 * Defaults are what was fastest on the CPU device at 200 to 512 squared; none has been measured on a GPU yet.
 * - simdgroup and direct: 32x64 a SIMD-group runs a quarter faster than 32x32, and that 1.8 times as fast as 16x16.
 *   Its 32 accumulators take 128 16-bit registers a lane, and Apple7 and 8 run fewer threads from 105 on (Mesa,
 *   asahi/compiler/agx_performance.c): there 32x32 may be the better choice.
 * - tiled: 4x8 a thread runs a third faster than 4x4; 8x8 is no faster and takes twice the registers.
 */
export const GEMM_PARAMETERS = {
  'gemm-tiled': {
    blockM: { choices: [16, 32, 64], default: 64, label: 'Block M' },
    blockN: { choices: [16, 32, 64], default: 64, label: 'Block N' },
    blockK: { choices: [8, 16, 32, 64], default: 32, label: 'Block K' },
    registerM: { choices: [2, 4, 8], default: 4, label: 'Rows per thread' },
    registerN: { choices: [4, 8], default: 8, label: 'Columns per thread' },
  },
  'gemm-direct': {
    blockM: { choices: [16, 32, 64, 128], default: 64, label: 'Block M' },
    blockN: { choices: [16, 32, 64, 128], default: 64, label: 'Block N' },
    blockK: { choices: [8], default: 8, label: 'Block K' },
    registerM: { choices: [8, 16, 32, 64], default: 32, label: 'Rows per SIMD-group' },
    registerN: { choices: [8, 16, 32, 64], default: 64, label: 'Columns per SIMD-group' },
  },
  'gemm-simdgroup': {
    blockM: { choices: [16, 32, 64, 128], default: 64, label: 'Block M' },
    blockN: { choices: [16, 32, 64, 128], default: 64, label: 'Block N' },
    blockK: { choices: [8, 16, 32, 64], default: 32, label: 'Block K' },
    registerM: { choices: [8, 16, 32, 64], default: 32, label: 'Rows per SIMD-group' },
    registerN: { choices: [8, 16, 32, 64], default: 64, label: 'Columns per SIMD-group' },
  },
} as const satisfies Record<
  GemmAlgorithm,
  Record<GemmParameter, { choices: readonly number[]; default: number; label: string }>
>;

/** Threads in a threadgroup. */
export function threadsOf(algorithm: GemmAlgorithm, c: GemmConfiguration): number {
  const parts = (c.blockM / c.registerM) * (c.blockN / c.registerN);
  return algorithm === 'gemm-tiled' ? parts : parts * DEVICE_LIMITS.simdWidth.value;
}

/** Bytes of threadgroup memory: a block of A, a block of B, and a tile per SIMD-group for the edges. */
export function threadgroupBytesOf(algorithm: GemmAlgorithm, c: GemmConfiguration): number {
  const staged = algorithm === 'gemm-direct' ? 0 : (c.blockM + c.blockN) * c.blockK;
  const simdgroups = threadsOf(algorithm, c) / DEVICE_LIMITS.simdWidth.value;
  const edges = algorithm === 'gemm-tiled' ? 0 : simdgroups * SIMDGROUP_TILE ** 2;
  return (staged + edges) * DTYPE.f32.sizeBytes;
}

/** What parameters have to fulfil together. `value` is what has to lie between the bounds. */
interface Constraint {
  readonly parameter: string;
  value(algorithm: GemmAlgorithm, c: GemmConfiguration): number;
  min?(c: GemmConfiguration): number;
  max?(c: GemmConfiguration): number;
  readonly why: string;
}

const CONSTRAINTS: readonly Constraint[] = [
  { parameter: 'registerM', value: (_, c) => c.registerM, max: (c) => c.blockM, why: 'block M' },
  { parameter: 'registerN', value: (_, c) => c.registerN, max: (c) => c.blockN, why: 'block N' },
  {
    parameter: 'threads',
    value: threadsOf,
    min: () => DEVICE_LIMITS.simdWidth.value,
    max: () => DEVICE_LIMITS.threadsPerThreadgroup.value,
    why: 'one SIMD-group to a full threadgroup',
  },
  {
    parameter: 'threadgroupBytes',
    value: threadgroupBytesOf,
    max: () => DEVICE_LIMITS.threadgroupBytes.value,
    why: 'the threadgroup memory of a device',
  },
];

/** What is wrong with a configuration: values that are no choices, else constraints that are not met. */
export function checkConfiguration(algorithm: GemmAlgorithm, c: GemmConfiguration): Issue[] {
  const table = Object.entries(GEMM_PARAMETERS[algorithm]) as [
    GemmParameter,
    { choices: readonly number[] },
  ][];
  const issues = table
    .filter(([parameter, { choices }]) => !choices.includes(c[parameter]))
    .map(([parameter, { choices }]) => {
      return { parameter, value: c[parameter], accepted: `one of ${choices.join(', ')}` };
    });
  return issues.length > 0
    ? issues
    : CONSTRAINTS.flatMap((constraint) => checkConstraint(constraint, algorithm, c));
}

function checkConstraint(
  { parameter, why, ...of }: Constraint,
  algorithm: GemmAlgorithm,
  c: GemmConfiguration,
): Issue[] {
  const value = of.value(algorithm, c);
  const [min, max] = [of.min?.(c), of.max?.(c)];
  if (value >= (min ?? value) && value <= (max ?? value)) return [];
  const range = [min !== undefined && `at least ${min}`, max !== undefined && `at most ${max}`];
  return [{ parameter, value, accepted: `${range.filter(Boolean).join(' and ')}: ${why}` }];
}

/** The defaults with some parameters overridden, or what is wrong with them. */
export function configure(
  algorithm: GemmAlgorithm,
  overrides: Readonly<Record<string, number>> = {},
): { configuration: GemmConfiguration } | { issues: Issue[] } {
  const table = GEMM_PARAMETERS[algorithm];
  const unknown = Object.keys(overrides).filter((name) => !Object.hasOwn(table, name));
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
