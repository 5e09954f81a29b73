// Normalization one below, at and above the edges of quads, SIMD-groups, registers and parts, with checks and against
// float64; and rows that are hard: far from zero, of equal elements, of −∞.
import { describe, expect, test } from 'vitest';
import type { Configuration, Problem } from '../../../kernels/index.ts';
import { extent } from '../../../native/test/extent.ts';
import { expectRight } from '../fixture/expect-right.ts';
import type { TrialCase } from '../fixture/trial.ts';

type Normalization = Extract<Problem, { op: 'normalization' }>;
type Norm = Normalization['norm'];

function caseOf(fields: Partial<Normalization>, contender: string, overrides: Configuration = {}): TrialCase {
  const problem: Normalization = { op: 'normalization', dtype: 'f32', norm: 'layer', m: 3, n: 64, ...fields };
  return { problem, contender, overrides, target: 'cpu' };
}

/** Every way to go through a row. */
const WAYS: readonly [contender: string, overrides: Configuration][] = [
  ['norm-registers', { threads: 32, values: 8, rows: 4 }],
  ['norm-looped', { threads: 1, statistics: 'one-pass', rows: 2 }],
  ['norm-looped', { threads: 1, ahead: 4 }],
  ['norm-split', { threads: 32, parts: 4, statistics: 'one-pass' }],
  ['norm-registers', { threads: 128, values: 4 }],
  ['norm-looped', { threads: 64, statistics: 'one-pass' }],
  ['norm-looped', { threads: 32, statistics: 'two-pass', rows: 2 }],
  ['norm-looped', { threads: 1, statistics: 'two-pass' }],
  ['norm-split', { threads: 1, parts: 2, statistics: 'two-pass' }],
];
const LENGTHS = [1, 3, 4, 5, 31, 32, 33, 127, 128, 129, 255, 256];
const FORMS: readonly Partial<Normalization>[] = [
  { norm: 'layer', weight: true, bias: true },
  { norm: 'softmax' },
  { norm: 'rms', weight: true, residual: 'before', dtype: 'f16' },
  { norm: 'group', s: 3, groups: 1, weight: true, residual: 'after', activation: 'silu' },
  { norm: 'log-softmax', dtype: 'bf16' },
];

const ways = WAYS.slice(0, extent('ways through a row at edges', 2, WAYS.length));
const forms = FORMS.slice(0, extent('forms of normalization at edges', 1, FORMS.length));

describe.each(ways)('%s %j', (contender, overrides) => {
  test.each(forms)('%j', async (fields) => {
    const { statistics, ...rest } = overrides;
    const own = fields.norm === 'rms' || statistics === undefined ? rest : overrides;
    // A thread that reads ahead has one weight for all of its rows.
    const isShared = fields.norm === 'group' && overrides.ahead !== undefined;
    const asked = { ...fields, ...(isShared && { weight: false }) };
    const lengths = fields.s ? LENGTHS.map((length) => Math.max(1, Math.floor(length / 3))) : LENGTHS;
    for (const n of lengths) await expectRight(caseOf({ ...asked, n }, contender, own), `n = ${n}`);
  });
});

/** Rows that the usual data do not have, by what is hard about them. */
const HARD: Readonly<Record<string, (index: number, normal: number) => number>> = {
  'a mean of 4000 deviations': (_, normal) => 4000 + normal,
  'an outlier first': (index, normal) => (index === 0 ? -1000 : normal),
  'equal elements': () => 1000,
  zeros: () => 0,
};

/** A row of −∞, one with a single number, and one of large ones: 200 each. */
const hardScores: TrialCase['data'] = (_problem, _buffer, draw) =>
  draw.normal(600).map((value, at) => {
    if (at >= 400) return 3e4 + 100 * value;
    return at === 333 ? value : Number.NEGATIVE_INFINITY;
  });

describe.each(WAYS.slice(0, extent('ways through hard rows', 1, WAYS.length)))(
  '%s %j',
  (contender, overrides) => {
    test.each(Object.entries(HARD))('%s', async (_, element) => {
      const one = caseOf({ m: 2, n: 200 }, contender, overrides);
      const data: TrialCase['data'] = (_problem, _buffer, draw) =>
        draw.normal(400).map((value, at) => element(at % 200, value));
      await expectRight({ ...one, data }, 'layer');
    });

    test.each(['softmax', 'log-softmax'] as const)(
      'a row of −∞, one with a single number, and one of large: %s',
      async (norm: Norm) => {
        const one = caseOf({ norm, m: 3, n: 200 }, contender, overrides);
        await expectRight({ ...one, data: hardScores }, norm);
      },
    );
  },
);

test.each([
  ['softmax', 'f32'],
  ['softmax', 'f16'],
  ['log-softmax', 'f32'],
] as const)('%s %s of rows of which a thread reads the next ahead', async (norm, dtype) => {
  const of = (m: number, n: number) => caseOf({ norm, dtype, m, n }, 'norm-looped', { threads: 1, ahead: 4 });
  for (const n of [1, 7, 8, 33]) await expectRight(of(5, n), `n = ${n}`);
  await expectRight({ ...of(3, 200), data: hardScores }, 'hard rows');
});

test('batch normalization of rows of one element and of several', async () => {
  const given = { norm: 'batch', weight: true, bias: true, activation: 'relu' } as const;
  for (const threads of [1, 32])
    for (const s of [1, 4, 7])
      await expectRight(caseOf({ ...given, n: 37, s }, 'norm-looped', { threads }), `s = ${s}`);
});

test('the way that cancels is wrong by more than is tolerated, the others are not', () => {
  const errors = Object.fromEntries(Object.entries(VARIANCES).map(([name, of]) => [name, worstError(of)]));
  expect(errors.naive).toBeGreaterThan(1);
  for (const name of ['two-pass', 'merged']) expect(errors[name], name).toBeLessThan(1e-4);
  // A shift by the first element fails where that is far from the others.
  expect(errors.shifted).toBeGreaterThan(1e-2);
});

const round = Math.fround;
type Sum = (values: Float32Array, of: (value: number) => number) => number;
/** In single precision, as one thread adds. */
const sum: Sum = (values, of) => values.reduce((total, value) => round(total + round(of(value))), 0);

/** Ways to find a variance, in single precision. */
const VARIANCES: Readonly<Record<string, (row: Float32Array) => number>> = {
  naive: (row) => {
    const mean = round(sum(row, (x) => x) / row.length);
    return round(round(sum(row, (x) => x * x) / row.length) - round(mean * mean));
  },
  shifted: (row) => {
    const first = row[0] as number;
    const mean = round(sum(row, (x) => x - first) / row.length);
    return round(round(sum(row, (x) => round(x - first) ** 2) / row.length) - round(mean * mean));
  },
  'two-pass': (row) => {
    const mean = round(sum(row, (x) => x) / row.length);
    return round(sum(row, (x) => round(x - mean) ** 2) / row.length);
  },
  merged: (row) => {
    let [count, mean, deviations] = [0, 0, 0];
    for (let first = 0; first < row.length; first += 16) {
      const chunk = row.subarray(first, first + 16);
      const own = round(sum(chunk, (x) => x) / chunk.length);
      const squares = sum(chunk, (x) => round(x - own) ** 2);
      count += chunk.length;
      const [share, step] = [round(chunk.length / count), round(own - mean)];
      mean = round(mean + round(share * step));
      deviations = round(
        deviations + round(squares + round(round(share * step) * step * (count - chunk.length))),
      );
    }
    return round(deviations / row.length);
  },
};

/** The largest relative error of the variance of rows far from zero, and of rows whose first element is. */
function worstError(variance: (row: Float32Array) => number): number {
  const rows = [4000, 0].map((mean) =>
    Float32Array.from({ length: 4096 }, (_, i) => (mean === 0 && i === 0 ? 1e4 : mean + Math.sin(i * i))),
  );
  const errors = rows.map((row) => {
    const mean = row.reduce((total, x) => total + x, 0) / row.length;
    const exact = row.reduce((total, x) => total + (x - mean) ** 2, 0) / row.length;
    return Math.abs(variance(row) - exact) / exact;
  });
  return Math.max(...errors);
}
