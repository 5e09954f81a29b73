import { describe, expect, it } from 'vitest';
import { familyOf, PLAIN_ALGEBRA, type Problem, range } from '../../kernels/index.ts';
import type { Verification } from '../ipc/types.ts';
import { createOperands } from './contenders/operands.ts';
import { createFakeNative } from './fixture/fake-native.ts';
import { COSTS_WITH_BLAS, plainMultiplier } from './products.ts';
import { chooseRows, coverageOf } from './reference.ts';

const gemm = { op: 'gemm', dtype: 'f32', m: 40, n: 37, k: 29 } as const;
const padded = { lda: 50, ldb: 51, ldc: 52, beta: 0.5, bias: true } as const;
const attention = { op: 'attention', dtype: 'f32', r: 40, c: 33, d: 8, heads: 4, kvHeads: 2 } as const;

const PROBLEMS: readonly Problem[] = [
  gemm,
  { ...gemm, ...padded, transposeA: true, batch: 3, alpha: -2 },
  { ...gemm, ...padded, transposeB: true, batch: 2, strideB: 0 },
  { ...gemm, bias: true, activation: 'gelu' },
  { op: 'qgemm', dtype: 'f16', m: 40, n: 37, k: 70, weights: 'i4', zeroPoints: true, bias: true },
  attention,
  { ...attention, mask: 'causal', batch: 2, transposeK: true, transposeO: true },
  { ...attention, mask: 'additive', gradient: true },
  { ...attention, mask: 'boolean', gradient: true, transposeQ: true, transposeV: true },
  { op: 'transformer', dtype: 'f32', n: 40, heads: 2, d: 8, batch: 2, mask: 'causal', bias: true },
];

it.each(PROBLEMS)('rows are the same alone, together and folded: %j', async (problem) => {
  const family = familyOf(problem);
  const { inputs, release } = await createOperands(createFakeNative(), 'cpu', family, problem, 1);
  for (const { buffer, rows, columns, compute, project } of family.reference(problem, inputs).outputs) {
    const all = await compute(range(0, rows), PLAIN_ALGEBRA);
    const some = [0, 1, Math.floor(rows / 2), rows - 1];
    const alone = await compute(some, PLAIN_ALGEBRA);
    const fold = { width: 16, groups: Math.ceil(columns / 16), signs: signsOf(columns) };
    const projected = await project?.(fold, PLAIN_ALGEBRA);
    for (const [index, row] of some.entries()) {
      for (const kind of ['values', 'scales'] as const) {
        const together = [...all[kind].subarray(row * columns, (row + 1) * columns)];
        const own = [...alone[kind].subarray(index * columns, (index + 1) * columns)];
        expect(own.every(Number.isFinite), buffer).toBe(true);
        expectClose(own, together);
        if (!projected) continue;
        const sums = new Array<number>(fold.groups).fill(0);
        for (const [column, value] of together.entries()) {
          const group = Math.floor(column / fold.width);
          const term = kind === 'values' ? value * (fold.signs[column] as number) : value * value;
          sums[group] = (sums[group] as number) + term;
        }
        const found = [...projected[kind].subarray(row * fold.groups, (row + 1) * fold.groups)];
        expectClose(found, kind === 'values' ? sums : sums.map(Math.sqrt));
      }
    }
  }
  release();
});

const large = { op: 'attention', dtype: 'f32', r: 4096, c: 4096, d: 64 } as const;
const product = { op: 'gemm', dtype: 'f32', m: 8192, n: 8192, k: 8192 } as const;

/** What a machine with a BLAS affords, and from where on it samples. */
const COVERAGE: readonly [Problem, Verification['method']][] = [
  [{ ...large, heads: 64 }, 'elements'],
  [{ ...large, heads: 128 }, 'projection'],
  [{ ...large, heads: 64, gradient: true }, 'projection'],
  [{ ...large, heads: 256 }, 'rows'],
  [{ ...large, r: 32_768, c: 32_768, heads: 1, mask: 'causal' }, 'elements'],
  [{ ...product, m: 2048, n: 2048, k: 2048 }, 'elements'],
  [{ ...product, m: 16_384, n: 16_384, k: 16_384 }, 'projection'],
  [{ ...product, n: 7000, activation: 'gelu', bias: true }, 'projection'],
  [{ ...product, m: 16_384, activation: 'gelu' }, 'rows'],
];

it.each(COVERAGE)('%j is verified by: %s', (problem, method) => {
  const { outputs } = familyOf(problem).reference(problem, {});
  const multiplier = { ...plainMultiplier(), ...COSTS_WITH_BLAS };
  const weakest = outputs.map((output) => coverageOf(output, outputs, multiplier));
  expect(new Set(weakest)).toEqual(new Set([method]));
});

function signsOf(columns: number): Float64Array {
  return Float64Array.from({ length: columns }, (_, column) => ((column * 7) % 3 === 0 ? -1 : 1));
}

function expectClose(found: readonly number[], expected: readonly number[]): void {
  expect(found).toHaveLength(expected.length);
  for (const [index, value] of expected.entries()) expect(found[index]).toBeCloseTo(value, 9);
}

type Size = readonly [m: number, n: number, k: number];

describe('chooseRows', () => {
  const gemmOutput = ([m, n, k]: Size) => {
    const rowCost = { multiplyAdds: 2 * n * k, exponentials: 0 };
    return { buffer: 'C', rows: m, columns: n, rowCost };
  };
  const multiplier = { ...plainMultiplier(), budget: { usual: 2 ** 20, most: 2 ** 28 } };
  const choose = (size: Size, outputs: number, seed = 1) => {
    const output = gemmOutput(size);
    return chooseRows(output, Array(outputs).fill(output), seed, multiplier);
  };

  it('takes all rows of small problems', () => {
    expect(choose([512, 512, 512], 1)).toHaveLength(512);
  });

  it('divides its budget among outputs', () => {
    expect(choose([512, 512, 512], 4)).toHaveLength(128);
  });

  it('takes rows that are computed together', () => {
    const output = { ...gemmOutput([4096, 64, 4096]), rowsTogether: 16 };
    const rows = chooseRows(output, [output], 1, multiplier);
    expect(rows).toHaveLength(512);
    expect(rows.slice(0, 17).map((row) => row % 16)).toEqual([...Array(16).keys(), 0]);
    expect(rows.at(-1)).toBe(4095);
  });

  it.each<Size[]>([[[2048, 2048, 2048]], [[16384, 16384, 16384]], [[16384, 16384, 1]]])(
    'takes the first and the last row, within its budget: %j',
    (size) => {
      const rows = choose(size, 1);
      expect(rows[0]).toBe(0);
      expect(rows.at(-1)).toBe(size[0] - 1);
      expect(rows.length).toBeGreaterThanOrEqual(4);
      expect(rows.length * size[1]).toBeLessThanOrEqual(2 ** 24);
      expect(new Set(rows).size).toBe(rows.length);
      expect(rows).toEqual(choose(size, 1));
      expect(rows).not.toEqual(choose(size, 1, 2));
    },
  );
});
