import { describe, expect, it } from 'vitest';
import { type ExpectedOutput, familyOf, type Problem } from '../../kernels/index.ts';
import { normalData } from './contenders/data.ts';
import type { Output } from './contenders/operands.ts';
import { plainMultiplier } from './products.ts';
import { computeExpectations } from './reference.ts';
import { verify } from './verify.ts';

type Size = readonly [m: number, n: number, k: number];

const gemm = ([m, n, k]: Size): Problem => ({ op: 'gemm', dtype: 'f32', m, n, k });

/** An output all of which was written. */
const written = (values: Float32Array): Output => ({
  values,
  bytes: new Uint8Array(values.buffer),
  elements: values.length,
  isUntouched: () => false,
});

/** Operands, a right output that is computed in float32 term by term, and its expectation. */
async function prepare(size: Size, budget = plainMultiplier().budget) {
  const [m, n, k] = size;
  const a = await normalData(m * k, 1, 'a');
  const b = await normalData(k * n, 1, 'b');
  const c = new Float32Array(m * n);
  for (let row = 0; row < m; row++) {
    for (let depth = 0; depth < k; depth++) {
      const factor = a[row * k + depth] as number;
      for (let column = 0; column < n; column++) {
        const sum = c[row * n + column] as number;
        c[row * n + column] = sum + Math.fround(factor * (b[depth * n + column] as number));
      }
    }
  }
  const problem = gemm(size);
  const family = familyOf(problem);
  const reference = family.reference(problem, { A: a, B: b });
  const expectations = await computeExpectations(reference, 1, { ...plainMultiplier(), budget });
  const [expectation] = expectations;
  if (!expectation) throw new Error('A product has an output');
  const check = (output: Float32Array) =>
    verify(expectations, family.tolerance(problem), async () => written(output));
  return { a, b, c, expectation, check };
}

/** Too large for this budget to be checked element by element. */
const PROJECTED = [[256, 256, 30], { usual: 2 ** 20, most: 2 ** 32 }] as const;

describe('verify, whole', () => {
  const size = [33, 65, 47] as const;

  it('accepts a right output', async () => {
    const { c, check } = await prepare(size);
    const { verification, failure } = await check(c);
    expect(failure).toBeNull();
    expect(verification).toMatchObject({ method: 'elements', rowsChecked: 33, rows: 33 });
    expect(verification?.maxRelativeError).toBeGreaterThan(0);
    expect(verification?.maxRelativeError).toBeLessThan(3e-6);
  });

  it.each<[string, (c: Float32Array, a: Float32Array, b: Float32Array) => void]>([
    ['one element off by a tenth', (c) => spoil(c, 1000, (value) => value + 0.1)],
    [
      'one term of one sum left out',
      (c, a, b) => spoil(c, 0, (value) => value - (a[3] ?? 0) * (b[3 * 65] ?? 0)),
    ],
    ['the last element zero', (c) => spoil(c, c.length - 1, () => 0)],
    ['all zero', (c) => c.fill(0)],
    ['the sign turned', (c) => c.set(c.map((value) => -value))],
    ['a row twice', (c) => c.copyWithin(65, 0, 65)],
    ['values cut to half precision', (c) => c.set(c.map(Math.f16round))],
  ])('catches %s', async (_what, change) => {
    const { a, b, c, check } = await prepare(size);
    change(c, a, b);
    const { verification, failure } = await check(c);
    expect(failure?.code).toBe('WRONG_RESULT');
    expect(verification?.maxRelativeError).toBeGreaterThan(1e-5);
  });

  it('catches a transposed result', async () => {
    const { c, check } = await prepare([40, 40, 40]);
    const transposed = c.map((_, index) => c[(index % 40) * 40 + Math.floor(index / 40)] as number);
    expect((await check(transposed)).failure?.code).toBe('WRONG_RESULT');
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY])('catches one %d and says where it is', async (value) => {
    const { c, check } = await prepare(size);
    c[65 * 20 + 7] = value;
    const { verification, failure } = await check(c);
    expect(verification).toBeNull();
    expect(failure?.message).toBe(`The output C at row 20, column 7 is ${value}.`);
  });

  it('names the worst element', async () => {
    const { c, check } = await prepare(size);
    c[65 * 20 + 7] = 99;
    expect((await check(c)).failure?.message).toContain('of C at row 20, column 7');
  });
});

describe('verify, projected', () => {
  it('accepts a right output, and says how it was checked', async () => {
    const { c, check } = await prepare(...PROJECTED);
    const { verification, failure } = await check(c);
    expect(failure).toBeNull();
    expect(verification).toMatchObject({ method: 'projection', rowsChecked: 16, rows: 256 });
    expect(verification?.maxRelativeError).toBeLessThan(5e-6);
  });

  it('catches one element in a row that is not checked element by element', async () => {
    const { c, check, expectation } = await prepare(...PROJECTED);
    const row =
      Array.from({ length: 256 }, (_, index) => index).find((r) => !expectation.rows.includes(r)) ?? -1;
    spoil(c, row * 256 + 100, (value) => value + 1);
    const { failure } = await check(c);
    expect(failure?.message).toContain(`of C in row ${row}, columns 96 to 111`);
  });
});

describe('verify, several outputs', () => {
  /** Two rows of three, four elements apart: the fourth is padding. */
  const outputOf = (buffer: string): ExpectedOutput => ({
    buffer,
    dtype: 'f16',
    rows: 2,
    columns: 3,
    rowCost: { multiplyAdds: 1, exponentials: 0 },
    compute: async (rows) => ({
      values: Float64Array.from(rows.flatMap((row) => [row, row, row])),
      scales: new Float64Array(3 * rows.length).fill(1),
    }),
    at: (row, column) => 4 * row + column,
  });
  const found = (isUntouched: Output['isUntouched']): Output => {
    return { ...written(Float32Array.of(0, 0, 0, Number.NaN, 1, 1, 1)), isUntouched };
  };

  it('adds up their rows', async () => {
    const expectations = await computeExpectations({ outputs: [outputOf('O'), outputOf('L')] }, 1);
    const { verification, failure } = await verify(expectations, 1e-6, async () => found(() => true));
    expect(failure).toBeNull();
    expect(verification).toMatchObject({ maxRelativeError: 0, rowsChecked: 4, rows: 4 });
  });

  it('catches a write between rows', async () => {
    const expectations = await computeExpectations({ outputs: [outputOf('O')] }, 1);
    const { failure } = await verify(expectations, 1e-6, async () => found((index) => index !== 3));
    expect(failure?.message).toContain('element 3 of the output O');
  });
});

describe('verify, where infinities are expected', () => {
  const problem: Problem = { op: 'gemm', dtype: 'f32', m: 1, n: 3, k: 2 };
  /** C is NaN, ∞, 2. */
  const inputs = {
    A: Float32Array.of(1, 1),
    B: Float32Array.of(Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY, 1, Number.NEGATIVE_INFINITY, 1, 1),
  };
  const check = async (output: readonly number[], isUntouched = false) => {
    const family = familyOf(problem);
    const expectations = await computeExpectations(family.reference(problem, inputs), 1);
    const found = { ...written(Float32Array.from(output)), isUntouched: () => isUntouched };
    return (await verify(expectations, family.tolerance(problem), async () => found)).failure;
  };
  const [NAN, INFINITY] = [Number.NaN, Number.POSITIVE_INFINITY];

  it('wants just them', async () => expect(await check([NAN, INFINITY, 2])).toBeNull());

  it.each([
    [[0, INFINITY, 2]],
    [[INFINITY, INFINITY, 2]],
    [[NAN, NAN, 2]],
    [[NAN, -INFINITY, 2]],
    [[NAN, 3e38, 2]],
    [[NAN, INFINITY, NAN]],
    [[NAN, INFINITY, INFINITY]],
  ])('refuses %j', async (output) => expect(await check(output)).not.toBeNull());

  it('does not take what was never written for NaN', async () =>
    expect(await check([NAN, INFINITY, 2], true)).toMatchObject({
      message: 'The output C at row 0, column 0 is NaN.',
    }));
});

describe('verify, beyond the range of the type', () => {
  const problem: Problem = { op: 'gemm', dtype: 'f16', m: 2, n: 2, k: 1 };
  /** C is 70000, −70000 in each row: f16 ends at 65504. */
  const inputs = { A: Float32Array.of(1, 1), B: Float32Array.of(70_000, -70_000) };
  const check = async (...output: number[]) => {
    const family = familyOf(problem);
    const expectations = await computeExpectations(family.reference(problem, inputs), 1);
    return verify(expectations, family.tolerance(problem), async () => written(Float32Array.from(output)));
  };
  const { POSITIVE_INFINITY: infinity, NEGATIVE_INFINITY: minus } = Number;

  it('accepts the infinities that a right result is rounded to', async () => {
    expect(await check(infinity, minus, infinity, minus)).toMatchObject({
      verification: { maxRelativeError: 0 },
      failure: null,
    });
  });

  it.each([
    ['the other infinity', minus],
    ['a number far below', 60_000],
    ['NaN', Number.NaN],
  ])('catches %s', async (_what, value) => {
    expect((await check(value, minus, infinity, minus)).failure?.code).toBe('WRONG_RESULT');
  });

  it('catches an infinity in place of a number in range', async () => {
    const small = { ...inputs, B: Float32Array.of(60_000, -70_000) };
    const expectations = await computeExpectations(familyOf(problem).reference(problem, small), 1);
    const output = Float32Array.of(infinity, minus, infinity, minus);
    const { failure } = await verify(expectations, 5e-3, async () => written(output));
    expect(failure?.message).toBe('The output C at row 0, column 0 is Infinity.');
  });
});

describe('verify, between the least numbers of the type', () => {
  /** In half precision, numbers near zero are multiples of this. */
  const STEP = 2 ** -24;
  const problem: Problem = { op: 'gemm', dtype: 'f16', m: 1, n: 1, k: 1 };
  const check = async (expected: number, output: number) => {
    const inputs = { A: Float32Array.of(1), B: Float32Array.of(expected) };
    const family = familyOf(problem);
    const expectations = await computeExpectations(family.reference(problem, inputs), 1);
    return verify(expectations, family.tolerance(problem), async () => written(Float32Array.of(output)));
  };

  it.each([
    [6.8, 7],
    [-6.8, -7],
    [0.4, 0],
    [0.5, 1],
  ])('accepts what %d steps are rounded to', async (expected, output) => {
    expect((await check(expected * STEP, output * STEP)).failure).toBeNull();
  });

  it.each([
    [6.8, 6],
    [6.8, 8],
    [0.6, 0],
    [0.4, -1],
  ])('catches a number of steps that %d are not rounded to: %d', async (expected, output) => {
    expect((await check(expected * STEP, output * STEP)).failure?.code).toBe('WRONG_RESULT');
  });
});

describe('verify, projected and beyond the range of the type', () => {
  const [m, n] = [64, 32];
  const problem: Problem = { op: 'gemm', dtype: 'f16', m, n, k: 1 };
  /** One column of C is 70000. */
  const inputs = { A: new Float32Array(m).fill(1), B: Float32Array.from({ length: n }, (_, i) => i + 1) };
  inputs.B[3] = 70_000;
  const check = async (change: (row: Float32Array) => void) => {
    const family = familyOf(problem);
    const multiplier = { ...plainMultiplier(), budget: { usual: 1, most: 1 } };
    const expectations = await computeExpectations(family.reference(problem, inputs), 1, multiplier);
    const row = expectations[0]?.rows.includes(5) ? 6 : 5;
    const output = Float32Array.from({ length: m * n }, (_, i) => Math.f16round(inputs.B[i % n] as number));
    change(output.subarray(row * n, (row + 1) * n));
    return verify(expectations, family.tolerance(problem), async () => written(output));
  };

  it('accepts infinities that right results are rounded to', async () => {
    const { verification, failure } = await check(() => undefined);
    expect(failure).toBeNull();
    expect(verification?.method).toBe('projection');
  });

  it.each([
    ['a number in place of infinity', 3, 60_000],
    ['the other infinity', 3, Number.NEGATIVE_INFINITY],
    ['a wrong number beside infinity', 4, 6],
  ])('catches %s', async (_what, column, value) => {
    const { failure } = await check((row) => {
      row[column] = value;
    });
    expect(failure?.code).toBe('WRONG_RESULT');
  });
});

function spoil(values: Float32Array, index: number, change: (value: number) => number): void {
  values[index] = change(values[index] as number);
}
