import { expect, it } from 'vitest';
import type { Problem } from '../../kernels/index.ts';
import { arithmeticOfCell } from './arithmetic.ts';
import { pendingCell } from './new-run.ts';

const product = (k: number): Problem => ({ op: 'gemm', dtype: 'f32', m: 64, n: 64, k });

function wrong(contender: string, k: number) {
  const verification = {
    maxRelativeError: 0.01,
    tolerance: 2.7e-3,
    rowsChecked: 64,
    rows: 64,
    method: 'elements' as const,
  };
  return { ...pendingCell(product(k), contender), status: 'wrong', verification } as const;
}

it('is revealed by the wrong result of a library that no known fault explains', () => {
  expect(arithmeticOfCell(wrong('mpsgraph', 512))).toBe('f16');
  expect(arithmeticOfCell(wrong('mpsgraph', 40_000))).toBeNull();
  expect(arithmeticOfCell(wrong('gemm-tiled', 512))).toBeNull();
});
