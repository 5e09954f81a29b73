import { describe, expect, test } from 'vitest';
import { checkFields } from '../field.ts';
import { seededDraw } from '../fixture/seeded-draw.ts';
import { generate } from '../generate.ts';
import { PLAIN_ALGEBRA } from '../multiply.ts';
import type { Configuration } from '../parameter.ts';
import { TARGETS } from '../target.ts';
import { NORMALIZATION } from './family.ts';
import { NORMS, type NormalizationProblem } from './problem.ts';

function problemOf(fields: Partial<NormalizationProblem> = {}): NormalizationProblem {
  return { op: 'normalization', dtype: 'f32', norm: 'layer', m: 5, n: 64, ...fields };
}

describe('problems that are refused', () => {
  const refused: [string, Partial<NormalizationProblem>][] = [
    ['norm', { norm: 'instance' as never }],
    ['n', { n: 0 }],
    ['eps', { eps: 0 }],
    ['s', { s: 2 }],
    ['groups', { groups: 2 }],
    ['groups', { norm: 'group', groups: 3 }],
    ['eps', { norm: 'softmax', eps: 1e-3 }],
    ['weight', { norm: 'softmax', weight: true }],
    ['residual', { norm: 'log-softmax', residual: 'after' }],
    ['elements', { m: 2 ** 15, n: 2 ** 14 }],
  ];
  test.each(refused)('by %s: %j', (parameter, fields) => {
    const of = problemOf(fields);
    const issues = [...checkFields(NORMALIZATION.fields, of), ...NORMALIZATION.check(of)];
    expect(issues.map((issue) => issue.parameter)).toEqual([parameter]);
  });
});

describe('configurations that are refused', () => {
  const refused: [string, string, Partial<NormalizationProblem>, Configuration][] = [
    ['norm', 'norm-registers', { norm: 'batch' }, {}],
    ['norm', 'norm-split', { norm: 'batch' }, {}],
    ['threads · values', 'norm-registers', { n: 129 }, { threads: 32, values: 4 }],
    ['threads · values', 'norm-registers', { n: 65_537 }, {}],
    ['rows', 'norm-registers', {}, { threads: 64, rows: 2 }],
    ['rows', 'norm-looped', {}, { threads: 256, rows: 4 }],
    ['statistics', 'norm-looped', { norm: 'rms' }, { statistics: 'two-pass' }],
    ['statistics', 'norm-looped', { norm: 'batch' }, { statistics: 'two-pass' }],
    ['ahead', 'norm-looped', { norm: 'softmax' }, { threads: 1, ahead: 4, statistics: 'one-pass' }],
    ['ahead', 'norm-looped', {}, { threads: 1, ahead: 4, statistics: 'two-pass' }],
  ];
  test.each(refused)('by %s: %s %j %j', (parameter, id, fields, overrides) => {
    const result = generate(id, problemOf(fields), overrides);
    expect('issues' in result && result.issues.map((issue) => issue.parameter)).toEqual([parameter]);
  });
});

test('defaults hold for every norm, length of rows and target', () => {
  for (const norm of NORMS) {
    for (const target of TARGETS) {
      for (const n of [1, 31, 33, 128, 1000, 4096, 4097, 65_536, 131_072]) {
        for (const { id } of NORMALIZATION.contenders) {
          if (norm === 'batch' && id !== 'norm-looped') continue;
          if (n > 65_536 && id === 'norm-registers') continue;
          const of = problemOf({ norm, n, m: 3 });
          expect(generate(id, of, {}, target), `${norm} ${target} ${n} ${id}`).toHaveProperty('program');
        }
      }
    }
  }
});

test('groups are 32, or the largest power of two that divides the channels', () => {
  const groups = (n: number) => NORMALIZATION.complete(problemOf({ norm: 'group', n })).groups;
  expect([groups(320), groups(48), groups(65)]).toEqual([32, 16, 1]);
});

test('what a problem has to move', () => {
  const bytes = (fields: Partial<NormalizationProblem>) => NORMALIZATION.estimate(problemOf(fields)).bytes;
  expect(bytes({})).toBe(2 * 4 * 5 * 64);
  expect(bytes({ dtype: 'f16', weight: true, bias: true })).toBe(2 * 2 * 5 * 64 + 2 * 2 * 64);
  expect(bytes({ residual: 'after' })).toBe(3 * 4 * 5 * 64);
  expect(bytes({ residual: 'before' })).toBe(4 * 4 * 5 * 64);
  expect(bytes({ norm: 'batch', s: 3 })).toBe(2 * 4 * 5 * 64 * 3 + 2 * 4 * 64);
  expect(NORMALIZATION.limit(problemOf())).toBe('bandwidth');
});

describe('the reference', () => {
  const rowOf = async (fields: Partial<NormalizationProblem>, inputs: Record<string, number[]>, row = 0) => {
    const arrays = Object.entries(inputs).map(([name, values]) => [name, Float32Array.from(values)]);
    const of = problemOf({ m: 1, n: inputs.X?.length ?? 1, eps: 1e-8, ...fields });
    const expected = NORMALIZATION.reference(of, Object.fromEntries(arrays)).outputs;
    return Promise.all(
      expected.map(async ({ compute }) => [...(await compute([row], PLAIN_ALGEBRA)).values]),
    );
  };
  const close = (found: number[] | undefined, expected: number[]) => {
    expect(found).toHaveLength(expected.length);
    for (const [i, value] of expected.entries()) expect(found?.[i]).toBeCloseTo(value, 6);
  };

  test('of layers', async () => {
    const [y] = await rowOf({ weight: true, bias: true }, { X: [1, 3], weight: [2, 1], bias: [0, 10] });
    close(y, [-2, 11]);
  });
  test('of root mean squares', async () =>
    close(
      (await rowOf({ norm: 'rms' }, { X: [3, 4] }))[0],
      [3, 4].map((x) => x / Math.sqrt(12.5)),
    ));
  test('of groups: the second of a member with positions', async () => {
    const inputs = { X: [9, 9, 9, 9, 1, 1, 3, 3], weight: [1, 1, 1, 5] };
    close(
      (await rowOf({ norm: 'group', n: 4, s: 2, groups: 2, weight: true }, inputs, 1))[0],
      [-1, -1, 5, 5],
    );
  });
  test('of batches: the second channel', async () => {
    const inputs = { X: [0, 0, 5, 7], mean: [9, 1], variance: [9, 4] };
    close((await rowOf({ norm: 'batch', n: 2, s: 2 }, inputs, 1))[0], [2, 3]);
  });
  test('adds a residual before, and writes the sum', async () => {
    const [y, s] = await rowOf({ residual: 'before' }, { X: [1, 1], R: [0, 2] });
    close(y, [-1, 1]);
    close(s, [1, 3]);
  });
  test('adds a residual after, within the activation', async () => {
    const [y] = await rowOf({ residual: 'after', activation: 'relu' }, { X: [1, 3], R: [0, 5] });
    close(y, [0, 6]);
  });
  test('of softmax does not overflow', async () =>
    close((await rowOf({ norm: 'softmax' }, { X: [1000, 1000] }))[0], [0.5, 0.5]));
  test('of −∞ is zeros, and −∞ for its logarithm', async () => {
    const X = [Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY];
    expect((await rowOf({ norm: 'softmax' }, { X }))[0]).toEqual([0, 0]);
    expect((await rowOf({ norm: 'log-softmax' }, { X }))[0]).toEqual(X);
  });
});

describe('data', () => {
  const draw = seededDraw();

  test('have rows with a mean far from zero', () => {
    const x = NORMALIZATION.data(problemOf({ m: 800, n: 4 }), 'X', draw) ?? new Float32Array();
    const shifted = x.filter((value) => value === 1000).length / x.length;
    expect(shifted).toBeGreaterThan(0.05);
    expect(shifted).toBeLessThan(0.25);
  });

  test('of softmax have some −∞, but no row of them', () => {
    const x =
      NORMALIZATION.data(problemOf({ norm: 'softmax', m: 800, n: 4 }), 'X', draw) ?? new Float32Array();
    const isHidden = (value: number) => value === Number.NEGATIVE_INFINITY;
    expect(x.some(isHidden)).toBe(true);
    const rows = Array.from({ length: 800 }, (_, row) => x.subarray(row * 4, row * 4 + 4));
    expect(rows.some((row) => row.every(isHidden))).toBe(false);
  });
});
