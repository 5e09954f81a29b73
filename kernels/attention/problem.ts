import { type FieldTable, withDefaults } from '../field.ts';
import type { Issue } from '../issue.ts';
import { LARGEST_ELEMENTS } from '../layout.ts';
import type { FloatDType } from '../msl/dtype.ts';
import type { ProblemBase } from '../problem.ts';

/** Which queries may attend to which keys. */
export const MASKS = ['none', 'causal', 'window', 'additive', 'boolean', 'block-sparse'] as const;
export type Mask = (typeof MASKS)[number];

/**
 * O = softmax(scale · Q·Kᵀ + mask)·V for each head of each sequence of the batch; with `gradient` also dQ, dK and dV
 * for a given dO.
 *
 * Q and O are [batch, heads, r, d], K and V are [batch, kvHeads, c, d], dense and row-major; a transposed operand has
 * its last two dimensions exchanged. Query head h reads head h / (heads / kvHeads) of K and V.
 *
 * Masks: `causal` lets query i attend to keys up to i + c − r (aligned to the end, so that the last query sees all);
 * `window` is causal and lets it attend only to the last `window` of those; `additive` adds M [r, c] in `dtype` to the
 * scores, −∞ where a key is hidden; `boolean` hides keys where the bytes M [r, c] are 0; `block-sparse` is a boolean
 * mask for which a pass first finds the blocks that are hidden or seen completely. A query that sees no key gets a row
 * of zeros.
 */
export interface AttentionProblem extends ProblemBase {
  readonly op: 'attention';
  /** Of Q, K, V, O, an additive mask and all gradients. */
  readonly dtype: FloatDType;
  /** Queries, keys, head dimension. */
  readonly r: number;
  readonly c: number;
  readonly d: number;
  readonly batch?: number;
  readonly heads?: number;
  /**
   * A divisor of `heads`: 1 is multi-query attention, fewer than heads is grouped-query. By default the same as heads.
   */
  readonly kvHeads?: number;
  readonly mask?: Mask;
  readonly window?: number;
  /** By default 1/√d. */
  readonly scale?: number;
  readonly transposeQ?: boolean;
  readonly transposeK?: boolean;
  readonly transposeV?: boolean;
  readonly transposeO?: boolean;
  readonly gradient?: boolean;
}

export const ATTENTION_FIELDS = {
  dtype: { kind: 'choice', label: 'Data type', choices: ['f32', 'f16', 'bf16'] },
  r: { kind: 'number', label: 'Queries', min: 1, max: 32_768, isWhole: true, isExtent: true },
  c: { kind: 'number', label: 'Keys', min: 1, max: 32_768, isWhole: true, isExtent: true },
  d: { kind: 'number', label: 'Head dimension', min: 1, max: 512, isWhole: true, isExtent: true },
  batch: { kind: 'number', label: 'Batch', min: 1, max: 1024, isWhole: true, default: 1 },
  heads: { kind: 'number', label: 'Heads', min: 1, max: 256, isWhole: true, default: 1 },
  kvHeads: { kind: 'number', label: 'Key and value heads', min: 1, max: 256, isWhole: true, default: null },
  mask: { kind: 'choice', label: 'Mask', choices: MASKS, default: 'none' },
  window: { kind: 'number', label: 'Window', min: 1, max: 32_768, isWhole: true, default: null },
  scale: { kind: 'number', label: 'Scale', min: -1000, max: 1000, isWhole: false, default: null },
  transposeQ: { kind: 'flag', label: 'Q transposed', default: false },
  transposeK: { kind: 'flag', label: 'K transposed', default: false },
  transposeV: { kind: 'flag', label: 'V transposed', default: false },
  transposeO: { kind: 'flag', label: 'O transposed', default: false },
  gradient: { kind: 'flag', label: 'With gradients', default: false },
} as const satisfies FieldTable;

/** A problem with a value for every field. */
export type CompleteAttention = Required<AttentionProblem>;

export function completeAttention(given: AttentionProblem): CompleteAttention {
  const problem = withDefaults(ATTENTION_FIELDS, given);
  const { heads, d, c } = problem;
  return { kvHeads: heads, scale: 1 / Math.sqrt(d), window: c, ...problem };
}

/** What is wrong with the combination of fields. */
export function checkAttention(problem: CompleteAttention, { window }: AttentionProblem): Issue[] {
  const { batch, heads, kvHeads, r, c, d, mask } = problem;
  const issues: Issue[] = [];
  if (heads % kvHeads !== 0) {
    issues.push({ parameter: 'kvHeads', value: kvHeads, expected: `a divisor of heads (${heads})` });
  }
  if (mask !== 'window' && window !== undefined) {
    issues.push({ parameter: 'window', value: window, expected: 'no value unless mask is window' });
  }
  if (mask === 'window' && window === undefined) {
    issues.push({ parameter: 'window', value: window, expected: 'a number of keys for mask window' });
  }
  const elements = Math.max(batch * heads * r * d, batch * kvHeads * c * d, r * c);
  if (elements > LARGEST_ELEMENTS) {
    issues.push({
      parameter: 'elements',
      value: elements,
      expected: `at most ${LARGEST_ELEMENTS} in one buffer`,
    });
  }
  return issues;
}
