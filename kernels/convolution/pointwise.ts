import { compose } from '../compose.ts';
import { contender } from '../family.ts';
import { type GemmConfiguration, STAGED_PARAMETERS } from '../gemm/parameters.ts';
import { type CompleteGemm, completeGemm } from '../gemm/problem.ts';
import { tunedFor } from '../gemm/tuned.ts';
import type { Issue } from '../issue.ts';
import type { ParameterTable } from '../parameter.ts';
import type { Program } from '../program.ts';
import { convolutionBuffers, ROLES } from './buffers.ts';
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
    const { window, stride, before, after, positions, extent } = shape[axis];
    if (window > 1) return expect('window', window, '1 in every dimension');
    if (before + after > 0) return expect('padding', Math.max(before, after), '0');
    // A stride beyond the only pixel skips none.
    if (positions < extent) return expect('stride', stride, '1');
  }
  const { direction, layout, batch } = problem;
  if (direction === 'weights' && layout === 'NCHW' && batch > 1) {
    return expect('batch', batch, '1 for the gradient of weights with NCHW, whose images are apart');
  }
  return [];
}

type Operand = 'X' | 'W' | 'Y';

/** What A, B and C are, and which of them are transposed. */
interface Operands {
  readonly abc: readonly [Operand, Operand, Operand];
  readonly transposed: { readonly transposeA?: true; readonly transposeB?: true };
}

/** With channels last, images are [pixel, channel]; with channels first, [channel, pixel]. Weights are [filter, channel]. */
const PRODUCTS: Readonly<
  Record<CompleteConvolution['layout'], Readonly<Record<CompleteConvolution['direction'], Operands>>>
> = {
  NHWC: {
    forward: { abc: ['X', 'W', 'Y'], transposed: { transposeB: true } },
    data: { abc: ['Y', 'W', 'X'], transposed: {} },
    weights: { abc: ['Y', 'X', 'W'], transposed: { transposeA: true } },
  },
  NCHW: {
    forward: { abc: ['W', 'X', 'Y'], transposed: {} },
    data: { abc: ['W', 'Y', 'X'], transposed: { transposeA: true } },
    weights: { abc: ['Y', 'X', 'W'], transposed: { transposeB: true } },
  },
};

/** The product that each direction is, with the buffers of A, B and C; the groups are members of the batch. */
function productOf(problem: CompleteConvolution): {
  gemm: CompleteGemm;
  members: Members;
  names: Readonly<Record<'A' | 'B' | 'C', string>>;
} {
  const { dtype, batch, channels, filters, groups, layout, direction, bias, activation } = problem;
  const isLast = layout === 'NHWC';
  const [c, o] = [channels / groups, filters / groups];
  const pixels = volume(shapeOf(problem), 'extent') * (isLast ? batch : 1);
  const { abc, transposed } = PRODUCTS[layout][direction];
  const [a, b, result] = abc;
  const [rows, columns, k] = (
    { forward: [pixels, o, c], data: [pixels, c, o], weights: [o, c, pixels] } as const
  )[direction];
  const [m, n] = isLast || direction === 'weights' ? [rows, columns] : [columns, rows];
  // With channels last, the channels of all groups lie between pixels; all else is dense.
  const pitches = (of: Operand, leading: string, stride: string) =>
    isLast && of !== 'W' ? { [leading]: of === 'X' ? channels : filters, [stride]: of === 'X' ? c : o } : {};
  const gemm = completeGemm({
    ...{ op: 'gemm', dtype, bias, activation, m, n, k, batch: isLast ? groups : batch * groups },
    ...transposed,
    ...pitches(a, 'lda', 'strideA'),
    ...pitches(b, 'ldb', 'strideB'),
    ...pitches(result, 'ldc', 'strideC'),
  });
  const { image, weights, result: y } = ROLES[direction];
  const names = { X: image, W: weights, Y: y };
  return {
    gemm,
    members: { weights: a === 'W' ? 'A' : 'B', groups },
    names: { A: names[a], B: names[b], C: names[result] },
  };
}

function pointwiseProgram(
  problem: CompleteConvolution,
  config: GemmConfiguration,
): Pick<Program, 'buffers' | 'passes'> {
  const { gemm, members, names } = productOf(problem);
  const pass = partialPass(gemm, withSchedule(config), members)({ a: 0, b: 0, c: 0 });
  return compose(convolutionBuffers(problem), [{ part: { buffers: [], passes: [pass] }, names }]);
}
