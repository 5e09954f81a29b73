import { type FieldTable, withDefaults } from '../field.ts';
import type { Issue } from '../issue.ts';
import { LARGEST_ELEMENTS } from '../layout.ts';
import { FLOAT_DTYPES, type FloatDType } from '../msl/dtype.ts';
import { ACTIVATIONS, type Activation } from '../msl/epilogue.ts';
import type { ProblemBase } from '../problem.ts';

/** What is computed from the elements that belong together, and which those are. */
export const NORMS = ['layer', 'rms', 'group', 'batch', 'softmax', 'log-softmax'] as const;
export type Norm = (typeof NORMS)[number];

/**
 * Y = activation((X − mean) / √(variance + eps) · weight + bias + R).
 *
 * X, R and Y are [m, n, s], row-major and dense: m rows of n columns or, for images, m members of n channels with s
 * positions each. Layer and RMS normalization are over the n columns, RMS without a mean. Group normalization is over
 * the n / groups · s elements of a group. Batch normalization, as in inference, has a mean and a variance of each
 * channel, [n] in f32, among its inputs. The weight and the bias are [n].
 *
 * Softmax is exp(X) / Σ exp(X) over the columns, and log-softmax its logarithm. A row of −∞ has a softmax of zeros, as a
 * query has that sees no key, and a log-softmax of −∞.
 */
export interface NormalizationProblem extends ProblemBase {
  readonly op: 'normalization';
  readonly dtype: FloatDType;
  readonly norm: Norm;
  readonly m: number;
  readonly n: number;
  readonly s?: number;
  /** Of group normalization; by default 32, or the largest power of two below that divides n. */
  readonly groups?: number;
  readonly eps?: number;
  readonly weight?: boolean;
  readonly bias?: boolean;
  /** R is added to what is written, or beforehand to X: then the sum is what is normalized, and is written to S too. */
  readonly residual?: 'none' | 'before' | 'after';
  readonly activation?: Activation;
}

const EXTENT = { kind: 'number', min: 1, isWhole: true, isExtent: true } as const;

export const NORMALIZATION_FIELDS = {
  dtype: { kind: 'choice', label: 'Data type', choices: FLOAT_DTYPES },
  norm: { kind: 'choice', label: 'Normalization', choices: NORMS },
  m: { ...EXTENT, label: 'Rows', max: 2 ** 24 },
  n: { ...EXTENT, label: 'Columns', max: 2 ** 24 },
  s: { ...EXTENT, label: 'Positions', max: 2 ** 20, default: 1 },
  groups: { kind: 'number', label: 'Groups', min: 1, max: 4096, isWhole: true, default: null },
  eps: { kind: 'number', label: 'Epsilon', min: 1e-8, max: 1, isWhole: false, default: 1e-5 },
  weight: { kind: 'flag', label: 'Weight', default: false },
  bias: { kind: 'flag', label: 'Bias', default: false },
  residual: { kind: 'choice', label: 'Residual', choices: ['none', 'before', 'after'], default: 'none' },
  activation: { kind: 'choice', label: 'Activation', choices: ACTIVATIONS, default: 'none' },
} as const satisfies FieldTable;

export type CompleteNormalization = Required<NormalizationProblem>;

/** PyTorch's examples and most published networks have 32 groups. */
const USUAL_GROUPS = 32;

export function completeNormalization(given: NormalizationProblem): CompleteNormalization {
  const problem = withDefaults(NORMALIZATION_FIELDS, given);
  let groups = problem.norm === 'group' ? USUAL_GROUPS : 1;
  while (problem.n % groups !== 0) groups /= 2;
  return { groups, ...problem };
}

export function isSoftmax({ norm }: Pick<NormalizationProblem, 'norm'>): boolean {
  return norm === 'softmax' || norm === 'log-softmax';
}

/** Whether columns are channels, which may have several positions. */
function hasPositions({ norm }: NormalizationProblem): boolean {
  return norm === 'group' || norm === 'batch';
}

const WITHOUT_SOFTMAX = ['eps', 'weight', 'bias', 'residual', 'activation'] as const;

/** What is wrong with the combination of fields. */
export function checkNormalization(problem: CompleteNormalization, asked: NormalizationProblem): Issue[] {
  const { norm, m, n, s, groups } = problem;
  const issues: Issue[] = [];
  if (!hasPositions(problem) && s !== 1) {
    issues.push({ parameter: 's', value: s, expected: '1 unless norm is group or batch' });
  }
  if (norm !== 'group' && asked.groups !== undefined) {
    issues.push({ parameter: 'groups', value: groups, expected: 'no value unless norm is group' });
  }
  if (n % groups !== 0) {
    issues.push({ parameter: 'groups', value: groups, expected: `a divisor of n (${n})` });
  }
  if (isSoftmax(problem)) {
    const usual = NORMALIZATION_FIELDS;
    for (const parameter of WITHOUT_SOFTMAX) {
      const value = asked[parameter];
      if (value === undefined || value === usual[parameter].default) continue;
      issues.push({ parameter, value, expected: `no value with norm = ${norm}` });
    }
  }
  const elements = m * n * s;
  if (elements > LARGEST_ELEMENTS) {
    issues.push({
      parameter: 'elements',
      value: elements,
      expected: `at most ${LARGEST_ELEMENTS} in one buffer`,
    });
  }
  return issues;
}
