import { expect, test } from 'vitest';
import { keepProgram } from '../../electron/ipc/programs/keep-program.ts';
import { type GemmProblem, generate, type Problem } from '../../kernels/index.ts';
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

test('a measured cell has the text that was measured, whatever is generated now', () => {
  const generated = generate('gemm-tiled', PROBLEM);
  if ('issues' in generated) throw new Error('gemm-tiled cannot be generated');
  const { program, configuration } = generated;
  const [pass] = program.passes;
  if (!pass) throw new Error('gemm-tiled has no pass');
  const older = {
    ...program,
    passes: [{ ...pass, kernel: { ...pass.kernel, source: 'kernel void older() {}' } }],
  };
  const kept = keepProgram(older, { ...configuration, isOld: true }, 'tilescope 0.0.1');
  const shown = kernelView('gemm-tiled', PROBLEM, 'cpu', kept);
  if (shown.kind !== 'generated') throw new Error(shown.kind);
  expect(shown.passes).toEqual(older.passes);
  expect(shown.generator).toBe('tilescope 0.0.1');
  expect(shown.configuration).toContainEqual(['isOld', 'true']);
  expect(shown.configuration).toEqual(expect.arrayContaining([...configurationOf(view('gemm-tiled'))]));
  // Of a contender that this version does not have.
  expect(kernelView('gemm-quantum', PROBLEM, 'cpu', kept)).toMatchObject({ passes: older.passes });
  expect(view('gemm-tiled')).toMatchObject({ generator: null });
});

function configurationOf(shown: ReturnType<typeof kernelView>) {
  return shown.kind === 'generated' ? shown.configuration : [];
}

test('a library has its call, or the reason why there is none', () => {
  expect(view('cblas')).toMatchObject({ kind: 'library', call: expect.stringContaining('64, 65, 66') });
  expect(view('cblas', { transposeA: true })).toMatchObject({ call: expect.stringContaining('CblasTrans') });
  expect(view('mps', { dtype: 'f16' })).toMatchObject({ call: expect.stringContaining('float16') });
  expect(view('cblas', { beta: 0.5 })).toMatchObject({
    kind: 'unsupported',
    reasons: [expect.stringContaining('beta = 0.5')],
  });
});

test('the call of MPSGraph names its operations in order', () => {
  const image: Problem = {
    ...{ op: 'convolution', dtype: 'f32', batch: 2, height: 7, width: 8, channels: 4, filters: 4, window: 3 },
  };
  const titleOf = (contender: string, problem: Problem) => {
    const shown = kernelView(contender, problem, 'cpu');
    return shown.kind === 'library' ? shown.call.split('\n')[0] : shown.kind;
  };
  const convolution = (change: object) => titleOf('mpsgraph-convolution', { ...image, ...change });
  expect(convolution({ bias: true, activation: 'relu' })).toBe('MPSGraph convolution2D, addition, relu');
  expect(convolution({ depth: 3, direction: 'data' })).toBe('MPSGraph convolution3DDataGradient');
  expect(convolution({ groups: 4 })).toBe('MPSGraph depthwiseConvolution3D');
  const matrix = { op: 'elementwise', dtype: 'f32', m: 8, n: 9 } as const;
  const moved = (change: object) =>
    titleOf('mpsgraph-elementwise', { ...matrix, operation: 'cast', ...change });
  expect(moved({})).toBe('MPSGraph cast');
  expect(moved({ operation: 'transpose', dtypeY: 'f16' })).toBe('MPSGraph transpose, cast');
});

test('a program that cannot be generated has a reason', () => {
  expect(view('gemm-tiled@blockM=17')).toMatchObject({
    kind: 'unsupported',
    reasons: [expect.stringContaining('blockM = 17')],
  });
  expect(view('gemm-quantum')).toMatchObject({ kind: 'unsupported' });
});
