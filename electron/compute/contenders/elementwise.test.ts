// Elementwise operations one below, at and above the edges of vectors and tiles, with checks and against float64; and
// numbers that are hard to cast.
import { describe, test } from 'vitest';
import type { Configuration, Problem } from '../../../kernels/index.ts';
import { extent } from '../../../native/test/extent.ts';
import { expectRight } from '../fixture/expect-right.ts';
import type { TrialCase } from '../fixture/trial.ts';

type Elementwise = Extract<Problem, { op: 'elementwise' }>;

function caseOf(fields: Partial<Elementwise>, contender: string, overrides: Configuration = {}): TrialCase {
  const problem: Elementwise = { op: 'elementwise', dtype: 'f32', operation: 'copy', m: 5, n: 64, ...fields };
  return { problem, contender, overrides, target: 'cpu' };
}

/** Every way to move elements, with few threads and small tiles, so that there are edges in small problems. */
const WAYS: readonly [contender: string, overrides: Configuration][] = [
  ['elementwise-direct', { width: 4, threads: 64, across: 16 }],
  ['elementwise-staged', { width: 4, threads: 64, tile: 16, tiles: 2, buffers: 2 }],
  ['elementwise-staged', { width: 1, threads: 64, tile: 16, tiles: 4, buffers: 1 }],
  ['elementwise-direct', { width: 1, threads: 64, across: 8 }],
  ['elementwise-direct', { width: 8, threads: 128, across: 8 }],
  ['elementwise-direct', { width: 4, threads: 64, across: 16, along: 'X' }],
  ['elementwise-staged', { width: 8, threads: 256, tile: 32, tiles: 8, buffers: 2, padding: 0 }],
];
const LENGTHS = [1, 3, 4, 5, 8, 15, 16, 17, 31, 32, 33, 63, 64, 65];
/** Between the last element of a row and the next row is room that nothing may read or write. */
const PITCHED = { ldx: 71, ldy: 73 } as const;
const FORMS: readonly Partial<Elementwise>[] = [
  { operation: 'transpose', dtype: 'f16' },
  { operation: 'copy', ...PITCHED },
  { operation: 'transpose', permutation: 'nmb', batch: 18, m: 3 },
  { operation: 'transpose', permutation: 'mbn', batch: 3, ...PITCHED },
  { operation: 'transpose', permutation: 'mnb', batch: 17, m: 2 },
  { operation: 'transpose', permutation: 'nbm', batch: 2, dtype: 'i8' },
  { operation: 'bias', activation: 'silu', dtype: 'bf16' },
  { operation: 'residual', dtype: 'f16', dtypeY: 'f32', ...PITCHED },
];

const ways = WAYS.slice(0, extent('ways to move elements at edges', 2, WAYS.length));
const forms = FORMS.slice(0, extent('forms of elementwise operations at edges', 1, FORMS.length));

describe.each(ways)('%s %j', (contender, overrides) => {
  test.each(forms)('%j', async (fields) => {
    for (const n of LENGTHS)
      await expectRight(caseOf({ m: 33, ...fields, n }, contender, overrides), `n = ${n}`);
  });
});

/** Transposes by squares: of one below, at and above the edges of a thread's elements. */
const SQUARES: readonly Partial<Elementwise>[] = [
  { ...PITCHED, dtypeY: 'f16' },
  { permutation: 'nbm', batch: 2, dtype: 'i8' },
  { permutation: 'nmb', batch: 17, m: 2 },
  { permutation: 'mnb', batch: 16, m: 3, dtype: 'bf16' },
];

test.each(SQUARES)('transposes by squares: %j', async (fields) => {
  for (const { height, width } of [
    { height: 16, width: 4 },
    { height: 4, width: 8 },
  ]) {
    const overrides = { along: 'both', height, width, threads: 64, across: 4 };
    for (const n of [1, 7, 8, 31, 32, 33])
      await expectRight(
        caseOf({ operation: 'transpose', m: 17, ...fields, n }, 'elementwise-direct', overrides),
        `n = ${n}`,
      );
  }
});

/** Ties, what is beyond the range of a byte or of half precision, what is no number, and what is nearly a tie. */
const HARD = [
  ...[0.5, 1.5, 2.5, 126.5, 127.5, 128.5, 0.49999997, 0.50000006, 1e-40, 0],
  ...[65504, 65519.996, 65520, 1e30, 3e38, 127.49999, 127, 128, Number.POSITIVE_INFINITY],
].flatMap((value) => [value, -value]);

describe('casts of hard numbers', () => {
  const hard: TrialCase['data'] = () => Float32Array.from([...HARD, Number.NaN, -Number.NaN]);
  test.each(ways)('to bytes: %s %j', async (contender, overrides) => {
    const cast = { operation: 'cast', dtypeY: 'i8', m: 1, n: HARD.length + 2 } as const;
    await expectRight({ ...caseOf(cast, contender, overrides), data: hard }, 'f32 to i8');
  });

  test('to half precision', async () => {
    const cast = { operation: 'cast', dtypeY: 'f16', m: 1, n: HARD.length } as const;
    const data: TrialCase['data'] = () => Float32Array.from(HARD);
    await expectRight({ ...caseOf(cast, 'elementwise-direct'), data }, 'f32 to f16');
  });
});

test.each(['interleaved', 'halves'] as const)(
  'far positions are rotated as float64 does: %s',
  async (pairs) => {
    for (const position of [0, 4096]) {
      const rotary = { operation: 'rotary', pairs, m: 3, n: 96, heads: 3, position } as const;
      await expectRight(caseOf(rotary, 'elementwise-direct'), `position ${position}`);
    }
  },
);
