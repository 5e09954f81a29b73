// Attention with gradients, forward and backward, with checks and against float64: every mask, layout and data type.
// Random problems are in properties.test.ts.
import { expect, test } from 'vitest';
import type { Configuration, Problem } from '../../../kernels/index.ts';
import { extent } from '../../../native/test/extent.ts';
import { runTrial } from '../fixture/trial.ts';

type Attention = Extract<Problem, { op: 'attention' }>;

/** Small blocks compile faster, and small problems then have every kind of edge. */
const SMALL = { blockR: 16, registerR: 8, blockC: 16, dqRows: 8, dqStep: 16, dkvRows: 8, dkvStep: 16 };
const PARTS = { dqSimdgroups: 2, dkvSimdgroups: 2, dqHead: 8, dkvHead: 16 };

const CASES: readonly [Partial<Attention>, Configuration][] = [
  [
    { r: 37, c: 29, d: 13, mask: 'causal', heads: 4, kvHeads: 2, batch: 2 },
    { ...SMALL, ...PARTS },
  ],
  [{ r: 24, c: 32, d: 16 }, SMALL],
  [{ r: 5, c: 19, d: 20, dtype: 'f16', mask: 'additive', transposeQ: true, transposeV: true }, SMALL],
  [{ r: 40, c: 21, d: 8, mask: 'window', window: 6, transposeK: true, transposeO: true }, SMALL],
  [{ r: 35, c: 70, d: 9, dtype: 'bf16', mask: 'block-sparse', heads: 2, kvHeads: 1 }, SMALL],
  [{ r: 3, c: 2, d: 5, mask: 'boolean', scale: 3 }, {}],
];

const FEW = extent('cases of attention with gradients', 1, CASES.length);

test.each(CASES.slice(0, FEW))('%j %j', async (fields, overrides) => {
  const problem: Attention = { op: 'attention', dtype: 'f32', r: 1, c: 1, d: 1, gradient: true, ...fields };
  // Code without checks is compiled separately, which takes as long again.
  const asMeasured = fields.mask === undefined;
  const form = { problem, contender: 'attention-flash2', overrides, target: 'cpu' } as const;
  const trial = await runTrial(form, asMeasured);
  if ('issues' in trial) throw new Error(JSON.stringify(trial.issues));
  expect(trial.findings.map(({ message }) => message)).toEqual([]);
  expect(trial.failures).toEqual([]);
});
