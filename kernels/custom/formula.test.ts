import { describe, expect, it, test } from 'vitest';
import { familyOf } from '../families.ts';
import { PLAIN_ALGEBRA } from '../multiply.ts';
import type { CustomDefinition } from './definition.ts';
import { issuesOf, MATRIX, problemOf, withFormula } from './fixture/definitions.ts';

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
