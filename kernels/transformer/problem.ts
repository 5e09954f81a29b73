import { type FieldTable, withDefaults } from '../field.ts';
import type { Issue } from '../issue.ts';
import { LARGEST_ELEMENTS } from '../layout.ts';
import { FLOAT_DTYPES, type FloatDType } from '../msl/dtype.ts';
import { ACTIVATIONS, type Activation } from '../msl/epilogue.ts';
import type { ProblemBase } from '../problem.ts';

/**
 * Y = activation(O·Wo + bias), where O is the attention of Q = X·Wq, K = X·Wk and V = X·Wv over `heads` heads.
 *
 * X and Y are [batch, n, e] with e = heads · d, all weights are [e, e], the bias is [e]; dense and row-major. Between
 * passes, matrices are transposed, [batch, e, n], so that a head is a block of rows and nothing has to be moved.
 */
export interface TransformerProblem extends ProblemBase {
  readonly op: 'transformer';
  readonly dtype: FloatDType;
  /** Tokens of a sequence, heads, head dimension. */
  readonly n: number;
  readonly heads: number;
  readonly d: number;
  readonly batch?: number;
  readonly mask?: 'none' | 'causal';
  readonly bias?: boolean;
  readonly activation?: Activation;
}

export const TRANSFORMER_FIELDS = {
  dtype: { kind: 'choice', label: 'Data type', choices: FLOAT_DTYPES },
  n: { kind: 'number', label: 'Tokens', min: 1, max: 16_384, isWhole: true, isExtent: true },
  heads: { kind: 'number', label: 'Heads', min: 1, max: 256, isWhole: true, isExtent: true },
  d: { kind: 'number', label: 'Head dimension', min: 1, max: 512, isWhole: true, isExtent: true },
  batch: { kind: 'number', label: 'Batch', min: 1, max: 1024, isWhole: true, default: 1 },
  mask: { kind: 'choice', label: 'Mask', choices: ['none', 'causal'], default: 'none' },
  bias: { kind: 'flag', label: 'Bias', default: false },
  activation: { kind: 'choice', label: 'Activation', choices: ACTIVATIONS, default: 'gelu' },
} as const satisfies FieldTable;

export type CompleteTransformer = Required<TransformerProblem> & {
  /** Width of a token: all heads side by side. */
  readonly e: number;
};

export function completeTransformer(given: TransformerProblem): CompleteTransformer {
  const problem = withDefaults(TRANSFORMER_FIELDS, given);
  return { ...problem, e: problem.heads * problem.d };
}

const WIDEST = 16_384;

/** What is wrong with the combination of fields. */
export function checkTransformer({ heads, e, n, batch }: CompleteTransformer): Issue[] {
  if (e > WIDEST) {
    return [
      {
        parameter: 'heads',
        value: heads,
        expected: `at most ${WIDEST} elements per token (heads · d = ${e})`,
      },
    ];
  }
  const elements = Math.max(batch * n * e, e * e);
  if (elements <= LARGEST_ELEMENTS) return [];
  return [{ parameter: 'elements', value: elements, expected: `at most ${LARGEST_ELEMENTS} in one buffer` }];
}
