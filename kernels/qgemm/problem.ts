import type { FieldTable } from '../field.ts';
import { DIMENSION_RANGE } from '../gemm/problem.ts';
import type { Issue } from '../issue.ts';
import { LARGEST_ELEMENTS } from '../layout.ts';
import { FLOAT_DTYPES, type FloatDType } from '../msl/dtype.ts';
import { ACTIVATIONS, type Activation } from '../msl/epilogue.ts';
import type { ProblemBase } from '../problem.ts';

/**
 * C = activation(A·Wᵀ + bias) with quantised weights: A is [m, k], C is [m, n], W is [n, k], all row-major and dense.
 *
 * An element of W is scale · (q − zero). Every `group` elements of a row share a scale and, with `zeroPoints`, a zero
 * point: both are [n, ⌈k / group⌉], the scales in `dtype` and the zero points in the type of q. Weights of i8 are signed
 * bytes; without zero points, zero is 0. Weights of i4 are unsigned, two per byte with the first in the low half, and a
 * row is a whole number of bytes; without zero points, zero is 8.
 */
export interface QgemmProblem extends ProblemBase {
  readonly op: 'qgemm';
  /** Of A, C, the scales and the bias. */
  readonly dtype: FloatDType;
  readonly m: number;
  readonly n: number;
  readonly k: number;
  readonly weights?: 'i8' | 'i4';
  readonly group?: '32' | '64' | '128';
  readonly zeroPoints?: boolean;
  readonly bias?: boolean;
  readonly activation?: Activation;
}

const EXTENT = { kind: 'number', ...DIMENSION_RANGE, isWhole: true, isExtent: true } as const;

export const QGEMM_FIELDS = {
  dtype: { kind: 'choice', label: 'Data type', choices: FLOAT_DTYPES },
  m: { ...EXTENT, label: 'M' },
  n: { ...EXTENT, label: 'N' },
  k: { ...EXTENT, label: 'K' },
  weights: { kind: 'choice', label: 'Weights', choices: ['i8', 'i4'], default: 'i8' },
  group: { kind: 'choice', label: 'Group', choices: ['32', '64', '128'], default: '64' },
  zeroPoints: { kind: 'flag', label: 'Zero points', default: false },
  bias: { kind: 'flag', label: 'Bias', default: false },
  activation: { kind: 'choice', label: 'Activation', choices: ACTIVATIONS, default: 'none' },
} as const satisfies FieldTable;

export type CompleteQgemm = Required<QgemmProblem>;

/** The number of elements that share a scale. */
export function groupOf({ group }: CompleteQgemm): number {
  return Number(group);
}

/** The number of scales of a row of W. */
export function groupsOf(problem: CompleteQgemm): number {
  return Math.ceil(problem.k / groupOf(problem));
}

/** Bytes of a row of W. */
export function rowBytes({ weights, k }: CompleteQgemm): number {
  return weights === 'i4' ? Math.ceil(k / 2) : k;
}

/** What is wrong with the combination of fields. */
export function checkQgemm({ m, n, k }: CompleteQgemm): Issue[] {
  const elements = Math.max(m * k, n * k, m * n);
  if (elements <= LARGEST_ELEMENTS) return [];
  return [{ parameter: 'elements', value: elements, expected: `at most ${LARGEST_ELEMENTS} in one buffer` }];
}
