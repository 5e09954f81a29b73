import { describe, expect, it, test } from 'vitest';
import { familyOf } from '../families.ts';
import { seededDraw } from '../fixture/seeded-draw.ts';
import { inOrder, problemKey } from '../problems.ts';
import { parseSizes } from '../sizes.ts';
import type { CustomDefinition } from './definition.ts';
import { issuesOf, MATRIX, problemOf, withFormula } from './fixture/definitions.ts';

describe('a definition', () => {
  test.each<[string, Partial<CustomDefinition>, string]>([
    [
      'values that follow from themselves',
      { values: { 'a[i: m]': 'b[i]', 'b[i: m]': 'a[i] + 1' } },
      'a → b → a: expected values that do not follow',
    ],
    ['a value that is its own', { values: { a: 'a + 1' } }, 'a → a'],
    ['a value named as a buffer', { values: { 'X[i: m]': '1' } }, 'X: expected a name that nothing else has'],
    ['a value without a range', { values: { 'a[i]': '1' } }, 'expected a name, or m[i: n] with ranges'],
    [
      'a value as large as memory',
      { values: { 'a[i: 100000000]': '1' }, outputs: { 'Y[i, j]': 'a[0]' } },
      'at most 16777216 elements',
    ],
    ['an output without a formula', { outputs: {} }, 'expected a formula for Y'],
    ['a formula for an input', { outputs: { 'Y[i, j]': '1', 'X[i, j]': '1' } }, 'X: expected an output: Y'],
    ['two formulas for an output', { outputs: { 'Y[i, j]': '1', 'Y[a, b]': '1' } }, 'one formula for Y'],
    ['too few indices', { outputs: { 'Y[i]': '1' } }, 'expected 2 indices, as Y has dimensions'],
    [
      'an index twice',
      { outputs: { 'Y[i, i]': '1' } },
      'expected an index with a name that nothing else has',
    ],
    [
      'an index named as an extent',
      { outputs: { 'Y[m, j]': '1' } },
      'expected an index with a name that nothing else has',
    ],
    ['no formulas', { outputs: undefined }, 'either "outputs", with formulas, or "trusted", a kernel'],
    [
      'extents that differ in case',
      { extents: { m: {}, M: {}, n: {} } },
      'extents.M = M: expected a name that nothing else has',
    ],
    [
      'an extent named as a field',
      { extents: { m: {}, n: {}, dtype: {} } },
      'expected the name of an extent',
    ],
    [
      'bounds that exclude each other',
      { extents: { m: { min: 9, max: 3 }, n: {} } },
      'extents.m.max = 3: expected at least 9',
    ],
    [
      'nothing that is written',
      { buffers: { X: { shape: ['m', 'n'] } } },
      'one with the role output or inout',
    ],
    [
      'a shape that is no expression',
      { buffers: { Y: { shape: ['m', 'q'], role: 'output' } } },
      'buffers.Y.shape[1]',
    ],
    ['whole numbers that are not drawn', { dtypes: ['f32', 'i8'] }, 'buffers.X.draw'],
    [
      'an extent that every object has',
      { extents: { m: {}, constructor: {} } },
      'extents = constructor: expected',
    ],
    [
      'whole numbers that its type has not',
      { buffers: { ...MATRIX.buffers, I: { shape: [1], dtype: 'i8', draw: { below: 129 } } } },
      'buffers.I.draw.below = 129: expected a whole number from 1 to 128',
    ],
    ['a long formula', { outputs: { 'Y[i, j]': `${'1 + '.repeat(500)} +` } }, '1 + …, "+" at 2002: expected'],
    ['a tolerance', { flops: 'm *' }, 'flops = m *, the end at 4'],
    ['a requirement', { requires: ['m % 2 == 1'] }, 'm = 2: expected m % 2 == 1'],
    ['FLOPs of nothing', { flops: 'm - 2' }, 'flops = m - 2 = 0: expected a finite number above 0'],
    [
      'a draw of nothing',
      { buffers: { ...MATRIX.buffers, I: { shape: [1], draw: { from: 5, below: 5 } } } },
      'buffers.I.draw.below = 5: expected a whole number from 6',
    ],
    [
      'a buffer of a part of an element',
      { buffers: { ...MATRIX.buffers, I: { shape: ['m / 4'] } } },
      'buffers.I.shape[0] = m / 4 = 0.5',
    ],
  ])('is refused with %s', (_, change, message) => {
    expect(issuesOf({ ...MATRIX, ...change })).toContain(message);
  });

  it('bounds buffers, and the work of a reference', () => {
    expect(issuesOf(MATRIX, { m: 4096, n: 2 ** 28 })).toContain(
      'buffers.X = 1099511627776: expected at most',
    );
    expect(issuesOf(MATRIX, { m: 4097, n: 1 })).toContain('m = 4097: expected a whole number from 1 to 4096');
    const cubic = withFormula('sum(a: n, sum(b: n, sum(c: 1000 n, 1)))');
    expect(issuesOf(cubic, { m: 4, n: 65536 })).toContain('expected at most 3e+8 for an element');
    const rows = withFormula('sum(a: n, sum(b: n, a * b))');
    expect(issuesOf(rows, { m: 4, n: 4096 })).toContain('expected at most 9e+9 for 4 rows of Y');
    const endless = withFormula('sum(a: inf, a)');
    expect(issuesOf(endless, { m: 4, n: 4 })).toContain(
      'Infinity steps: expected reductions whose ranges are',
    );
    expect(issuesOf(cubic, { m: 4, n: 16 })).toBe('');
  });

  it('is a family, with keys that tell definitions apart, and sizes as others have them', () => {
    const [one, other] = [problemOf(MATRIX), problemOf(withFormula('X[i, j] + 1'))];
    expect(problemKey(one)).toMatch(/^custom:test:\w{8,}-f32-2x3$/);
    expect(problemKey(other)).not.toBe(problemKey(one));
    expect(parseSizes('4, 5x6, 7x8x9', one.op)).toEqual({
      sizes: [
        { m: 4, n: 4 },
        { m: 5, n: 6 },
        { m: 7, n: 8, depth: 9 },
      ],
    });
    expect(familyOf(one)).toBe(familyOf(JSON.parse(JSON.stringify(one))));
    expect(inOrder({ ...one }).op).toBe(familyOf(one).op);
  });

  it('draws inputs as it says', () => {
    const draw = { from: -2, below: 'n' } as const;
    const buffers = {
      ...MATRIX.buffers,
      I: { shape: ['40 m'], draw },
      P: { shape: [40], draw: 'positive' },
    } as const;
    const problem = problemOf({ ...MATRIX, buffers });
    const { data } = familyOf(problem);
    expect([...new Set(data(problem, 'I', seededDraw()))].sort((a, b) => a - b)).toEqual([-2, -1, 0, 1, 2]);
    expect(data(problem, 'P', seededDraw())?.length).toBe(40);
    expect(data(problem, 'X', seededDraw())).toBeNull();
  });

  it('counts what it says, or what its buffers move', () => {
    const own = problemOf({ ...MATRIX, flops: '2 m * n', bytes: 100 });
    expect(familyOf(own).estimate(own)).toEqual({ flops: 12, bytes: 100, intensity: 0.12 });
    expect([familyOf(own).limit(own), familyOf(problemOf(MATRIX)).limit(own)]).toEqual([
      'arithmetic',
      'bandwidth',
    ]);
    expect(familyOf(problemOf(MATRIX)).estimate(problemOf(MATRIX))).toMatchObject({ flops: 6, bytes: 48 });
  });
});
