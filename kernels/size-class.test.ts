import { expect, it } from 'vitest';
import type { Problem } from './families.ts';
import { representatives } from './representatives.ts';
import { sizeClasses, sizeClassOf, workAmount } from './size-class.ts';

const gemm = (m: number, n = m, k = m, more = {}): Problem => ({
  op: 'gemm',
  dtype: 'f32',
  m,
  n,
  k,
  ...more,
});

it.each<[Problem, string]>([
  [gemm(79), 'gemm f32, below 1 MFLOP'],
  [gemm(80), 'gemm f32, 1 to 100 MFLOP'],
  [gemm(512), 'gemm f32, 0.1 to 10 GFLOP'],
  [gemm(2048), 'gemm f32, 10 GFLOP and more'],
  [gemm(1, 4096, 4096), 'gemm f32, 1 to 100 MB, short m'],
  [gemm(512, 512, 64), 'gemm f32, 1 to 100 MFLOP, short k'],
  [gemm(512, 512, 65), 'gemm f32, 1 to 100 MFLOP'],
  [gemm(512, 512, 512, { transposeB: true }), 'gemm f32, 0.1 to 10 GFLOP, transposeB=true'],
  [gemm(512, 512, 512, { beta: 0.5, lda: 600 }), 'gemm f32, 0.1 to 10 GFLOP'],
  [{ op: 'attention', dtype: 'f16', r: 100, c: 100, d: 40 }, 'attention f16, 1 to 100 MFLOP, d ≤ 64'],
  [{ op: 'attention', dtype: 'f16', r: 1, c: 100, d: 65 }, 'attention f16, below 1 MB, short r, d ≤ 128'],
])('%o is of %s', (problem, name) => expect(sizeClassOf(problem)).toBe(name));

it('counts bytes where bandwidth limits the rate', () => {
  const problem: Problem = { op: 'normalization', dtype: 'f32', norm: 'layer', m: 1024, n: 1024 } as Problem;
  expect(sizeClassOf(problem)).toMatch(/^normalization .*, 1 to 100 MB/);
});

it('every family has a class for every kind of problem', () => {
  for (const { problem } of representatives('cpu')) {
    expect(sizeClassOf(problem)).toMatch(/^\w+ .*(FLOP|B)\b/);
    expect(sizeClassOf(problem)).not.toMatch(/NaN|undefined|null|Infinity/);
  }
});

it('three sizes stand for a class: first the middle one, then both ends by their work', () => {
  const classes = sizeClasses([300, 90, 150, 200, 100, 20].map((size) => gemm(size)));
  expect(
    classes.map(({ name, problems }) => [name, problems.map((one) => Math.cbrt(workAmount(one) / 2))]),
  ).toEqual([
    ['gemm f32, 1 to 100 MFLOP', [150, 90, 300].map((size) => expect.closeTo(size, 0))],
    ['gemm f32, below 1 MFLOP', [expect.closeTo(20, 0)]],
  ]);
});
