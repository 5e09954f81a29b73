import { describe, expect, it } from 'vitest';
import { familyOf, type Problem } from '../../kernels/index.ts';
import { normalData } from './contenders/data.ts';
import type { Output } from './contenders/operands.ts';
import { chooseRows, computeExpectations } from './reference.ts';
import { verify } from './verify.ts';

type Size = readonly [m: number, n: number, k: number];

const gemm = ([m, n, k]: Size): Problem => ({ op: 'gemm', dtype: 'f32', m, n, k });

/** An output all of which was written. */
const written = (values: Float32Array): Output => ({ values, isUntouched: () => false });

/** Operands, a right output that is computed in float32 term by term, and its expectation. */
async function prepare(size: Size) {
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
  const expectations = await computeExpectations(family.reference(problem, { A: a, B: b }), 1);
  const [expectation] = expectations;
  if (!expectation) throw new Error('A product has an output');
  const check = (output: Float32Array) =>
    verify(expectations, family.tolerance(problem), async () => written(output));
  return { a, b, c, expectation, check };
}

/** Large enough for a sample of rows: 1024·1024·300 multiply-adds are over the budget. */
const SAMPLED = [1024, 1024, 300] as const;

describe('verify, whole', () => {
  const size = [33, 65, 47] as const;

  it('accepts a right output', async () => {
    const { c, check } = await prepare(size);
    const { verification, failure } = await check(c);
    expect(failure).toBeNull();
    expect(verification).toMatchObject({ rowsChecked: 33, rows: 33 });
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

describe('verify, sampled', () => {
  it('accepts a right output, and says how much of it was checked element by element', async () => {
    const { c, check, expectation } = await prepare(SAMPLED);
    const { verification, failure } = await check(c);
    expect(failure).toBeNull();
    expect(verification?.rows).toBe(1024);
    expect(verification?.rowsChecked).toBe(expectation.rows.size);
    expect(expectation.rows.size).toBeLessThan(1024);
  });

  it('catches one element in a row that is not in the sample', async () => {
    const { c, check, expectation } = await prepare(SAMPLED);
    const row = Array.from({ length: 1024 }, (_, index) => index).find((r) => !expectation.rows.has(r)) ?? -1;
    spoil(c, row * 1024 + 500, (value) => value + 1);
    const { failure } = await check(c);
    expect(failure?.message).toContain(`of C in row ${row}`);
  });
});

describe('verify, several outputs', () => {
  /** Two rows of three, four elements apart: the fourth is padding. */
  const outputOf = (buffer: string, rowCost = 1) => ({
    buffer,
    rows: 2,
    columns: 3,
    rowCost,
    row: (row: number) => ({ values: new Float64Array(3).fill(row), scales: new Float64Array(3).fill(1) }),
    at: (row: number, column: number) => 4 * row + column,
  });
  const found = (isUntouched: Output['isUntouched']): Output => {
    return { values: Float32Array.of(0, 0, 0, Number.NaN, 1, 1, 1), isUntouched };
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

describe('chooseRows', () => {
  const gemmOutput = ([m, n, k]: Size) => ({ buffer: 'C', rows: m, columns: n, rowCost: n * k });

  it('takes all rows of small problems', () => {
    expect(chooseRows(gemmOutput([512, 512, 512]), 1, 1)).toHaveLength(512);
  });

  it('divides its budget among outputs', () => {
    expect(chooseRows(gemmOutput([512, 512, 512]), 4, 1)).toHaveLength(128);
  });

  it.each<Size[]>([[[2048, 2048, 2048]], [[16384, 16384, 16384]], [[16384, 16384, 1]]])(
    'takes the first and the last row, within its budget: %j',
    (size) => {
      const output = gemmOutput(size);
      const rows = chooseRows(output, 1, 1);
      expect(rows[0]).toBe(0);
      expect(rows.at(-1)).toBe(output.rows - 1);
      expect(rows.length).toBeGreaterThanOrEqual(4);
      expect(rows.length * output.columns).toBeLessThanOrEqual(2 ** 22);
      expect(new Set(rows).size).toBe(rows.length);
      expect(rows).toEqual(chooseRows(output, 1, 1));
      expect(rows).not.toEqual(chooseRows(output, 1, 2));
    },
  );
});

function spoil(values: Float32Array, index: number, change: (value: number) => number): void {
  values[index] = change(values[index] as number);
}
