import { compose } from '../compose.ts';
import { contender } from '../family.ts';
import { type GemmConfiguration, STAGED_PARAMETERS } from '../gemm/parameters.ts';
import { type CompleteGemm, completeGemm } from '../gemm/problem.ts';
import { tunedFor } from '../gemm/tuned.ts';
import type { Issue } from '../issue.ts';
import type { ParameterTable } from '../parameter.ts';
import type { Program } from '../program.ts';
import { convolutionBuffers } from './buffers.ts';
import type { CompleteConvolution } from './problem.ts';
import { checkPartial, type Members, partialPass } from './product.ts';
import { AXES, shapeOf, volume } from './shape.ts';

const PARAMETERS = {
  load: { label: 'Loads', choices: ['staged', 'direct'], default: 'staged' },
  ...STAGED_PARAMETERS,
} as const satisfies ParameterTable;

/** A window of one element at every pixel: a product of matrices as they are. */
export const POINTWISE = contender<CompleteConvolution, GemmConfiguration>({
  id: 'convolution-pointwise',
  label: 'Product (1×1)',
  description:
    'For a window of one element: one product of the image and the weights, which need not be moved',
  simdgroups: 'matrices',
  parameters: PARAMETERS,
  tuned: (problem, target, overrides) => tunedFor(PARAMETERS, target, productOf(problem).gemm, overrides),
  check: (problem, config) => {
    const issues = checkWindow(problem);
    if (issues.length > 0) return issues;
    const { gemm, members } = productOf(problem);
    return checkPartial(gemm, withSchedule(config), members);
  },
  program: pointwiseProgram,
});

const withSchedule = (config: GemmConfiguration): GemmConfiguration => ({ ...config, schedule: 'tiles' });

function checkWindow(problem: CompleteConvolution): Issue[] {
  const shape = shapeOf(problem);
  const expect = (parameter: string, value: unknown, expected: string): Issue[] => [
    { parameter, value, expected },
  ];
  for (const axis of AXES) {
    const { window, stride, before, after, positions } = shape[axis];
    if (window > 1) return expect('window', window, '1 in every dimension');
    if (before + after > 0) return expect('padding', Math.max(before, after), '0');
    if (stride > 1 && positions > 1) return expect('stride', stride, '1');
  }
  const { direction, layout, batch } = problem;
  if (direction === 'weights' && layout === 'NCHW' && batch > 1) {
    return expect('batch', batch, '1 for the gradient of weights with NCHW, whose images are apart');
  }
  return [];
}

/** The product that each direction is, with the buffers of A, B and C; the groups are members of the batch. */
function productOf(problem: CompleteConvolution): {
  gemm: CompleteGemm;
  members: Members;
  names: Readonly<Record<'A' | 'B' | 'C', string>>;
} {
  const { dtype, batch, channels, filters, groups, layout, direction, bias, activation } = problem;
  const pixels = volume(shapeOf(problem), 'extent');
  const [c, o] = [channels / groups, filters / groups];
  const common = { op: 'gemm', dtype, bias, activation } as const;
  if (layout === 'NHWC') {
    const all = { ...common, batch: groups } as const;
    const members = { weights: 'B', groups } as const;
    const x = { leading: channels, stride: c };
    const y = { leading: filters, stride: o };
    switch (direction) {
      case 'forward':
        return {
          gemm: completeGemm({
            ...all,
            ...{ m: batch * pixels, n: o, k: c, transposeB: true },
            ...{ lda: x.leading, strideA: x.stride, ldc: y.leading, strideC: y.stride },
          }),
          members,
          names: { A: 'X', B: 'W', C: 'Y' },
        };
      case 'data':
        return {
          gemm: completeGemm({
            ...all,
            ...{ m: batch * pixels, n: c, k: o },
            ...{ lda: y.leading, strideA: y.stride, ldc: x.leading, strideC: x.stride },
          }),
          members,
          names: { A: 'dY', B: 'W', C: 'dX' },
        };
      case 'weights':
        return {
          gemm: completeGemm({
            ...all,
            ...{ m: o, n: c, k: batch * pixels, transposeA: true },
            ...{ lda: y.leading, strideA: y.stride, ldb: x.leading, strideB: x.stride },
          }),
          members,
          names: { A: 'dY', B: 'X', C: 'dW' },
        };
    }
  }
  const members = { weights: 'A', groups } as const;
  const all = { ...common, batch: batch * groups } as const;
  switch (direction) {
    case 'forward':
      return {
        gemm: completeGemm({ ...all, m: o, n: pixels, k: c }),
        members,
        names: { A: 'W', B: 'X', C: 'Y' },
      };
    case 'data':
      return {
        gemm: completeGemm({ ...all, m: c, n: pixels, k: o, transposeA: true }),
        members,
        names: { A: 'W', B: 'dY', C: 'dX' },
      };
    case 'weights':
      return {
        gemm: completeGemm({ ...all, m: o, n: c, k: pixels, transposeB: true }),
        members: { ...members, weights: 'B' },
        names: { A: 'dY', B: 'X', C: 'dW' },
      };
  }
}

function pointwiseProgram(
  problem: CompleteConvolution,
  config: GemmConfiguration,
): Pick<Program, 'buffers' | 'passes'> {
  const { gemm, members, names } = productOf(problem);
  const pass = partialPass(gemm, withSchedule(config), members)({ a: 0, b: 0, c: 0 });
  return compose(convolutionBuffers(problem), [{ part: { buffers: [], passes: [pass] }, names }]);
}
