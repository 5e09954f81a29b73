// Attention by tensor operations, forward and backward, with checks and against float64: every mask, layout and data type,
// one below, at and one above the edges of blocks. Random problems are in properties.test.ts.
import { expect, test } from 'vitest';
import type { Configuration, Problem } from '../../../kernels/index.ts';
import { extent } from '../../../native/test/extent.ts';
import { runTrial } from '../fixture/trial.ts';

type Attention = Extract<Problem, { op: 'attention' }>;

/** Small problems have every kind of edge. */
const ONE = { simdgroups: 1 };
const IN_MEMORY = { handOver: 'threadgroup', intermediates: 'memory' } as const;

const CASES: readonly [Partial<Attention>, Configuration][] = [
  [{ mask: 'causal', gradient: true, heads: 4, kvHeads: 2, batch: 2 }, { simdgroups: 2 }],
  [{ mask: 'boolean', d: 40, transposeO: true, gradient: true }, ONE],
  [
    { dtype: 'f16', mask: 'block-sparse', gradient: true },
    { ...ONE, ...IN_MEMORY },
  ],
  [{ mask: 'window', window: 11, transposeK: true, transposeQ: true, gradient: true }, ONE],
  [
    { dtype: 'bf16', mask: 'additive', transposeV: true, d: 70 },
    { ...ONE, sliceD: 32 },
  ],
  [
    { dtype: 'f16', transposeK: true, transposeV: true, gradient: true, d: 33 },
    { ...ONE, rows: 32, gradientD: 32 },
  ],
  [{ scale: 3 }, { ...ONE, relaxed: true, columns: 64 }],
];
/** Of queries and keys. */
const SIZES: readonly (readonly [number, number])[] = [
  [17, 33],
  [16, 32],
  [31, 3],
  [1, 65],
  [33, 31],
  [48, 64],
];

const FORMS = extent('cases of attention by tensor operations', 1, CASES.length);
const SIZES_TRIED = extent('sizes of attention by tensor operations', 2, SIZES.length);

test.each(CASES.slice(0, FORMS))('%j %j', async (fields, overrides) => {
  for (const [index, [r, c]] of SIZES.slice(0, SIZES_TRIED).entries()) {
    const problem: Attention = { op: 'attention', dtype: 'f32', d: 16, ...fields, r, c };
    // Code without checks is compiled separately, and has cooperative tensors as MLX knows them.
    const trial = await runTrial(
      { problem, contender: 'attention-tensor', overrides, target: 'cpu' },
      index === 0,
    );
    if ('issues' in trial) throw new Error(JSON.stringify(trial.issues));
    expect(
      trial.findings.map(({ message }) => message),
      `${r} x ${c}`,
    ).toEqual([]);
    expect(trial.failures, `${r} x ${c}`).toEqual([]);
  }
});
