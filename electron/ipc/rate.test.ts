import { expect, it } from 'vitest';
import type { Problem } from '../../kernels/index.ts';
import { rateUnitOf, typicalProblem } from './rate.ts';

const product = (size: number, m = size): Problem => ({ op: 'gemm', dtype: 'f32', m, n: size, k: size });
const squares = (...sizes: number[]) => sizes.map((size) => product(size));
const byVector = product(4096, 1);

it.each([
  ['sizes from 1 on go by the largest', squares(1, 2, 3), product(3), 'GFLOPS'],
  ['in any order', squares(3, 2, 1), product(3), 'GFLOPS'],
  ['most decide, though another has more work', [byVector, ...squares(2, 3)], product(3), 'GFLOPS'],
  ['of as many of either kind the largest decides', [byVector, product(2)], byVector, 'GB/s'],
  ['matrices by vectors stay that', [product(64, 1), byVector, product(8)], byVector, 'GB/s'],
])('of problems, %s', (_what, problems, typical, unit) => {
  expect(typicalProblem(problems)).toEqual(typical);
  expect(rateUnitOf(typicalProblem(problems))).toBe(unit);
});

it('there is none of no problems, and products are assumed', () => {
  expect(rateUnitOf(typicalProblem([]))).toBe('GFLOPS');
});
