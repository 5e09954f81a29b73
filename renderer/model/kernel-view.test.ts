import { expect, test } from 'vitest';
import type { GemmProblem } from '../../kernels/index.ts';
import { kernelView } from './kernel-view.ts';

const PROBLEM: GemmProblem = { op: 'gemm', dtype: 'f32', m: 64, n: 65, k: 66 };
const view = (contender: string, change: Partial<GemmProblem> = {}) =>
  kernelView(contender, { ...PROBLEM, ...change }, 'cpu');

test('a generated contender has its passes and its configuration', () => {
  const generated = view('gemm-split-k@blockM=32');
  if (generated.kind !== 'generated') throw new Error(generated.kind);
  expect(
    generated.passes.map(({ kernel }) => kernel.source).every((text) => text.includes('kernel void')),
  ).toBe(true);
  expect(generated.passes).toHaveLength(2);
  expect(Object.fromEntries(generated.configuration)).toMatchObject({ 'Block M': '32' });
  expect(generated.estimate.flops).toBe(2 * 64 * 65 * 66);
});

test('a library has its call, or the reason why there is none', () => {
  expect(view('cblas')).toMatchObject({ kind: 'library', call: expect.stringContaining('64, 65, 66') });
  expect(view('cblas', { transposeA: true })).toMatchObject({ call: expect.stringContaining('CblasTrans') });
  expect(view('mps', { dtype: 'f16' })).toMatchObject({ call: expect.stringContaining('float16') });
  expect(view('cblas', { beta: 0.5 })).toMatchObject({
    kind: 'unsupported',
    reasons: [expect.stringContaining('beta = 0.5')],
  });
});

test('a program that cannot be generated has a reason', () => {
  expect(view('gemm-tiled@blockM=17')).toMatchObject({
    kind: 'unsupported',
    reasons: [expect.stringContaining('blockM = 17')],
  });
  expect(view('gemm-quantum')).toMatchObject({ kind: 'unsupported' });
});
