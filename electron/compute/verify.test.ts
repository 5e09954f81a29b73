import { describe, expect, it } from 'vitest';
import type { Problem } from '../../kernels/index.ts';
import { normalData } from './data.ts';
import { chooseRows, createReference } from './reference.ts';
import { toleranceOf, verify } from './verify.ts';

const gemm = (m: number, n: number, k: number): Problem => ({ op: 'gemm', dtype: 'f32', m, n, k });

/** Operands, a right output computed in float32 one term after the other, and its reference. */
async function prepare(problem: Problem) {
  const { m, n, k } = problem;
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
  const reference = await createReference(problem, { a, b }, 1);
  const check = (output: Float32Array) =>
    verify(problem, reference, async (first, count) => output.subarray(first * n, (first + count) * n));
  return { a, b, c, reference, check };
}

/** Large enough for a sample of rows: 1024·1024·300 multiply-adds are over the budget. */
const SAMPLED = gemm(1024, 1024, 300);

describe('verify, whole', () => {
  const problem = gemm(33, 65, 47);

  it('accepts what is right', async () => {
    const { c, check } = await prepare(problem);
    const { verification, failure } = await check(c);
    expect(failure).toBeNull();
    expect(verification).toMatchObject({ rowsChecked: 33, rows: 33, tolerance: 1e-5 });
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
    const { a, b, c, check } = await prepare(problem);
    change(c, a, b);
    const { verification, failure } = await check(c);
    expect(failure?.code).toBe('WRONG_RESULT');
    expect(verification?.maxRelativeError).toBeGreaterThan(1e-5);
  });

  it('catches a transposed result', async () => {
    const { c, check } = await prepare(gemm(40, 40, 40));
    const transposed = c.map((_, index) => c[(index % 40) * 40 + Math.floor(index / 40)] as number);
    expect((await check(transposed)).failure?.code).toBe('WRONG_RESULT');
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY])('catches one %d and says where it is', async (value) => {
    const { c, check } = await prepare(problem);
    c[65 * 20 + 7] = value;
    const { verification, failure } = await check(c);
    expect(verification).toBeNull();
    expect(failure?.message).toBe(`The output at row 20, column 7 is ${value}.`);
  });

  it('names the worst element', async () => {
    const { c, check } = await prepare(problem);
    c[65 * 20 + 7] = 99;
    expect((await check(c)).failure?.message).toContain('at row 20, column 7');
  });
});

describe('verify, sampled', () => {
  it('accepts what is right, and says how much of it was checked element by element', async () => {
    const { c, check, reference } = await prepare(SAMPLED);
    const { verification, failure } = await check(c);
    expect(failure).toBeNull();
    expect(verification?.rows).toBe(1024);
    expect(verification?.rowsChecked).toBe(reference.rows.length);
    expect(reference.rows.length).toBeLessThan(1024);
  });

  it('catches one element in a row that is not in the sample', async () => {
    const { c, check, reference } = await prepare(SAMPLED);
    const row =
      Array.from({ length: 1024 }, (_, index) => index).find((r) => !reference.rows.includes(r)) ?? -1;
    spoil(c, row * 1024 + 500, (value) => value + 1);
    const { failure } = await check(c);
    expect(failure?.message).toContain(`in row ${row}`);
  });
});

describe('chooseRows', () => {
  it('takes all rows of small problems', () => {
    expect(chooseRows(gemm(512, 512, 512), 1)).toHaveLength(512);
  });

  it.each([gemm(2048, 2048, 2048), gemm(16384, 16384, 16384), gemm(16384, 16384, 1)])(
    'takes the first and the last row, within its budget: %j',
    (problem) => {
      const rows = chooseRows(problem, 1);
      expect(rows[0]).toBe(0);
      expect(rows.at(-1)).toBe(problem.m - 1);
      expect(rows.length).toBeGreaterThanOrEqual(4);
      expect(rows.length * problem.n).toBeLessThanOrEqual(2 ** 22);
      expect(new Set(rows).size).toBe(rows.length);
      expect(rows).toEqual(chooseRows(problem, 1));
      expect(rows).not.toEqual(chooseRows(problem, 2));
    },
  );
});

describe('toleranceOf', () => {
  it('grows with the root of the length of the sums, beyond 256', () => {
    expect(toleranceOf(gemm(1, 1, 1))).toBe(1e-5);
    expect(toleranceOf(gemm(1, 1, 1024))).toBeCloseTo(2e-5, 12);
  });
});

function spoil(values: Float32Array, index: number, change: (value: number) => number): void {
  values[index] = change(values[index] as number);
}
