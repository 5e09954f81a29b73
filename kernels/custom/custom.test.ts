import { describe, expect, it, test } from 'vitest';
import { familyOf, type Problem, readFamily } from '../families.ts';
import { seededDraw } from '../fixture/seeded-draw.ts';
import { describeIssue } from '../issue.ts';
import { PLAIN_ALGEBRA } from '../multiply.ts';
import { checkProblem, inOrder, problemKey } from '../problems.ts';
import { parseSizes } from '../sizes.ts';
import { type CustomDefinition, customOp } from './definition.ts';

const MATRIX: CustomDefinition = {
  name: 'test',
  extents: { m: { max: 4096 }, n: {}, depth: { default: 3 } },
  buffers: { X: { shape: ['m', 'n'] }, Y: { shape: ['m', 'n'], role: 'output' } },
  outputs: { 'Y[i, j]': 'X[i, j]' },
};

/** The definition with one formula for Y. */
const withFormula = (formula: string, more: Partial<CustomDefinition> = {}): CustomDefinition => {
  return { ...MATRIX, ...more, outputs: { 'Y[i, j]': formula } };
};

function problemOf(definition: CustomDefinition, extents: Record<string, number> = { m: 2, n: 3 }): Problem {
  return inOrder({ op: customOp(definition), dtype: 'f32', ...extents } as Problem);
}

/** What is wrong with a definition, or with a problem of it. */
function issuesOf(definition: CustomDefinition, extents?: Record<string, number>): string {
  const read = readFamily(customOp(definition));
  const issues = 'issues' in read ? read.issues : checkProblem(problemOf(definition, extents));
  return issues.map(describeIssue).join('; ');
}

/** The expected elements of the first output. */
async function evaluate(
  definition: CustomDefinition,
  inputs: Record<string, number[]> = { X: [1, 2, 3, 4, 5, 6] },
  extents?: Record<string, number>,
) {
  expect(issuesOf(definition, extents)).toBe('');
  const problem = problemOf(definition, extents);
  const arrays = Object.fromEntries(
    Object.entries(inputs).map(([name, list]) => [name, new Float32Array(list)]),
  );
  const [output] = familyOf(problem).reference(problem, arrays).outputs;
  if (!output) throw new Error('no output');
  const rows = Array.from({ length: output.rows }, (_, row) => row);
  const { values, scales } = await output.compute(rows, PLAIN_ALGEBRA);
  return { values: [...values], scales: [...scales] };
}

describe('a formula', () => {
  test.each([
    ['2 X[i, j] + i - j', [2, 3, 4, 9, 10, 11]],
    ['sum(k: n, X[i, k])', [6, 6, 6, 15, 15, 15]],
    ['sum(k: j + 1, X[i, k])', [1, 3, 6, 4, 9, 15]],
    ['product(k: n, X[i, k]) - max(a: m, min(b: n, X[a, b]))', [2, 2, 2, 116, 116, 116]],
    ['max(X[i, j], 4) % 4', [0, 0, 0, 0, 1, 2]],
    ['select(j > 0 && X[i, j - 1] == 2, -1, select(!(i == 0) || j == 9, 5, depth))', [3, 3, -1, 5, 5, 5]],
    ['sum(a: m, sum(b: n, X[a, b])) + sum(a: n, a)', [24, 24, 24, 24, 24, 24]],
    ['floor(sqrt(X[i, j])) + ceil(pi) + abs(-X[i, j]) + round(log(exp(X[i, j])))', [7, 9, 11, 14, 16, 18]],
    ['sum(k: 0, X[9, 9]) + product(k: n - n, 7)', [1, 1, 1, 1, 1, 1]],
  ])('%s', async (formula, expected) => {
    const { values } = await evaluate(withFormula(formula));
    expect(values).toEqual(expected);
  });

  it('has the functions of the usual kernels', async () => {
    const formula = 'tanh(X[0, 0]) + sin(1) * cos(1) + rsqrt(4) + pow(2, 0.5) + log2(8)';
    const { values } = await evaluate(withFormula(formula));
    const expected = Math.tanh(1) + Math.sin(1) * Math.cos(1) + 0.5 + Math.SQRT2 + 3;
    expect(values[0]).toBeCloseTo(expected, 12);
  });

  it('shares values, in whatever order they are written, and computes each of their elements once', async () => {
    const definition = withFormula('e[i, j] / s[i]', {
      values: {
        's[i: m]': 'sum(j: n, e[i, j])',
        'e[i: m, j: n]': 'exp(X[i, j] - top)',
        top: 'max(i: m, max(j: n, X[i, j]))',
      },
    });
    const { values } = await evaluate(definition);
    const softmax = (row: number[]) =>
      row.map((x) => Math.exp(x) / row.reduce((sum, y) => sum + Math.exp(y), 0));
    for (const [index, value] of [...softmax([1, 2, 3]), ...softmax([4, 5, 6])].entries())
      expect(values[index]).toBeCloseTo(value, 12);
  });

  it('takes elements by indices from a buffer', async () => {
    const definition: CustomDefinition = {
      ...MATRIX,
      buffers: { ...MATRIX.buffers, I: { shape: ['m'], dtype: 'i32', draw: { from: 0, below: 'm' } } },
      outputs: { 'Y[i, j]': 'X[I[i], j]' },
    };
    const inputs = { X: [1, 2, 3, 4, 5, 6], I: [1, 0] };
    expect((await evaluate(definition, inputs)).values).toEqual([4, 5, 6, 1, 2, 3]);
    await expect(evaluate(definition, { ...inputs, I: [1, 2] })).rejects.toThrow(
      'Y[i, j]: X[2, 0]: expected indices below 2, 3',
    );
  });

  it('has the scales of sums of random sign, and of what follows from them', async () => {
    const of = async (formula: string) => (await evaluate(withFormula(formula))).scales;
    expect((await of('sum(k: n, select(k % 2 == 0, 1, -1) * X[i, k])'))[0]).toBeCloseTo(
      Math.sqrt(1 + 4 + 9),
      12,
    );
    expect(await of('sum(k: n, X[i, k])')).toEqual([6, 6, 6, 15, 15, 15]);
    expect(await of('i + j')).toEqual([0, 1, 2, 1, 2, 3]);
    expect((await of('X[i, j] - X[i, j]'))[0]).toBeCloseTo(Math.SQRT2, 12);
    expect((await of('exp(10 * X[i, j])'))[0]).toBeCloseTo(10 * Math.exp(10), 6);
    expect(await of('select(j == 0, -inf, 3) + max(-inf, 2 * inf)').catch(String)).toContain(
      'expected a finite number',
    );
    expect((await of('max(-inf, X[i, j])'))[2]).toBe(3);
  });

  it('has to give whole numbers exactly for outputs that have such', async () => {
    const buffers = { ...MATRIX.buffers, Y: { shape: ['m', 'n'], dtype: 'i32', role: 'output' } } as const;
    const whole = { ...MATRIX, buffers, outputs: { 'Y[i, j]': 'i * n + j' } };
    expect(await evaluate(whole)).toEqual({ values: [0, 1, 2, 3, 4, 5], scales: [0, 0, 0, 0, 0, 0] });
    const half = { ...whole, outputs: { 'Y[i, j]': 'X[i, j] / 2' } };
    await expect(evaluate(half)).rejects.toThrow('Y[i, j] at 0, 0 = 0.5: expected a whole number');
    expect(familyOf(problemOf(whole)).tolerance(problemOf(whole))).toBe(0);
  });

  test.each([
    ['X[i, j + 1]', 'Y[i, j]: X[0, 3]: expected indices below 2, 3'],
    ['X[i - 1, j]', 'Y[i, j]: X[-1, 0]: expected indices below 2, 3'],
    ['X[i, j / 2]', 'Y[i, j]: X[0, 0.5]: expected indices below 2, 3'],
    ['X[i, 0 / 0]', 'Y[i, j]: X[0, NaN]: expected indices below 2, 3'],
    ['log(X[i, j] - 1)', 'Y[i, j] at 0, 0 = -Infinity: expected a finite number'],
    ['log(-X[i, j])', 'Y[i, j] at 0, 0 = NaN: expected a finite number'],
    ['max(k: n, select(k == 0, 0 / 0, 1))', 'Y[i, j] at 0, 0 = NaN: expected a finite number'],
    ['max(k: 0, X[i, k])', 'Y[i, j] at 0, 0 = -Infinity: expected a finite number'],
    ['sum(k: j - 1, 1)', 'Y[i, j]: a range of -1: expected a whole number that is not negative'],
    ['sum(k: n / 2, 1)', 'Y[i, j]: a range of 1.5: expected a whole number that is not negative'],
  ])('%s is wrong when it is computed', async (formula, message) => {
    await expect(evaluate(withFormula(formula))).rejects.toThrow(message);
  });

  const deep = `${'('.repeat(101)}1${')'.repeat(101)}`;
  test.each([
    ['Z[i, j]', '"Z" at 1: expected a number, i, j, m, n, depth, pi, inf, X or "("'],
    ['X[i, q]', '"q" at 6: expected a number, i, j, m, n, depth, pi, inf, X or "("'],
    ['Y[i, j]', '"Y" at 1: expected a number'],
    ['X[i]', '"]" at 4: expected an operator or ",", since X has 2 dimensions'],
    ['X[i, j, 0]', '"," at 7: expected an operator or "]", since X has 2 dimensions'],
    ['X + 1', '"+" at 3: expected "[" and 2 indices of X'],
    ['sum(k: n, X[i, k])', null],
    ['sum(i: n, 1)', '"i" at 5: expected an index with a name that nothing else has'],
    ['sum(m: n, 1)', '"m" at 5: expected an index with a name that nothing else has'],
    ['sum(X: n, 1)', '"X" at 5: expected an index with a name that nothing else has'],
    ['sum(a: n, sum(a: n, 1))', '"a" at 15: expected an index with a name that nothing else has'],
    ['sum(a: n, 1) + a', '"a" at 16: expected a number'],
    ['sum(a: X[i, j], 1)', '"a" at 5: expected a range over extents and indices only'],
    ['sum(a: exp(n), 1)', 'the range of a: expected one of numbers'],
    ['sum(n, 1)', '"sum" at 1: expected a number'],
    ['i < j', '"i < j" at 1: expected a number, not a condition'],
    ['select(i, 1, 2)', '"i, 1, 2)" at 8: expected a condition'],
    ['erf(1)', '"erf" at 1: expected a number'],
    [deep, 'at most 100 levels of nesting'],
    ['constructor', '"constructor" at 1: expected a number'],
    ['X[i, j]; process.exit()', '";" at 8: expected an operator or the end'],
  ])('%s is refused', (formula, message) => {
    const definition = withFormula(formula, {
      extents: { m: {}, n: {}, ...(message && { depth: { default: 3 } }) },
    });
    if (message === null) expect(issuesOf(definition)).toBe('');
    else expect(issuesOf(definition)).toContain(message);
  });
});

it('is computed in turns, within a row, too', async () => {
  const problem = problemOf(withFormula('sum(k: n, X[i, k] * X[i, j])'), { m: 1, n: 2048 });
  const X = new Float32Array(2048).fill(1);
  const [output] = familyOf(problem).reference(problem, { X }).outputs;
  const cancelled = new Error('cancelled');
  const pause = async () => {
    throw cancelled;
  };
  await expect(output?.compute([0], { ...PLAIN_ALGEBRA, pause })).rejects.toBe(cancelled);
  const all = await output?.compute([0], PLAIN_ALGEBRA);
  expect(all?.values).toEqual(new Float64Array(2048).fill(2048));
});

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
