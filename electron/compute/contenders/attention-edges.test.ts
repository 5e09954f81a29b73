// Attention one below, at and one above the edges of blocks of queries and keys, with checks and against float64.
import { test } from 'vitest';
import type { Configuration, Problem } from '../../../kernels/index.ts';
import { extent } from '../../../native/test/extent.ts';
import { expectRight } from '../fixture/expect-right.ts';

type Attention = Extract<Problem, { op: 'attention' }>;

const BLOCKS = { blockR: 16, registerR: 8, blockC: 16, dqRows: 8, dqStep: 16, dkvRows: 8, dkvStep: 16 };

/** Every mask, and every way that a block of keys is read and that its softmax is computed. */
const FORMS: readonly [Partial<Attention>, Configuration][] = [
  [{ mask: 'boolean' }, { ...BLOCKS, softmax: 'threadgroup', load: 'staged' }],
  [{ mask: 'none' }, { ...BLOCKS, softmax: 'threadgroup' }],
  [{ mask: 'additive' }, { ...BLOCKS, softmax: 'registers', load: 'staged' }],
  [
    { mask: 'window', window: 11 },
    { ...BLOCKS, softmax: 'threadgroup', cacheQ: false },
  ],
  [
    { mask: 'causal', gradient: true },
    { ...BLOCKS, softmax: 'registers' },
  ],
  [
    { mask: 'block-sparse', gradient: true },
    { ...BLOCKS, softmax: 'threadgroup' },
  ],
];
const QUERIES = [16, 7, 8, 9, 15, 17, 33];
const KEYS = [16, 17, 39, 15];
/** Every pair; the first few have every number, and blocks that are whole in both directions, in one, and in none. */
const SIZES = KEYS.flatMap((_, turn) =>
  QUERIES.map((r, index) => ({ r, c: KEYS[(index + turn) % KEYS.length] as number })),
);

const FORMS_TRIED = extent('forms of attention at edges', 1, FORMS.length);
const SIZES_TRIED = extent('sizes of attention at edges', QUERIES.length + 1, SIZES.length);

test.each(FORMS.slice(0, FORMS_TRIED))('%j %j', async (fields, overrides) => {
  for (const size of SIZES.slice(0, SIZES_TRIED)) {
    const problem: Attention = { op: 'attention', dtype: 'f32', d: 16, ...size, ...fields };
    const one = { problem, contender: 'attention-flash2', overrides, target: 'cpu' } as const;
    await expectRight(one, JSON.stringify(size));
  }
});
