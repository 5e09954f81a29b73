import type { ProgramBuffer } from '../program.ts';
import type { CompleteConvolution } from './problem.ts';
import { AXES, shapeOf } from './shape.ts';

/** Which buffers a direction reads and writes. */
const OPERANDS = {
  forward: { inputs: ['X', 'W'], output: 'Y' },
  data: { inputs: ['dY', 'W'], output: 'dX' },
  weights: { inputs: ['X', 'dY'], output: 'dW' },
} as const;

/** The buffers that take part in a direction, in the roles of data, weights and result. */
export const ROLES = {
  forward: { image: 'X', weights: 'W', result: 'Y' },
  data: { image: 'dX', weights: 'W', result: 'dY' },
  weights: { image: 'X', weights: 'dW', result: 'dY' },
} as const;

/** Inputs and the output. */
export function convolutionBuffers(problem: CompleteConvolution): ProgramBuffer[] {
  const { dtype, direction, filters, bias } = problem;
  const { image, weights, result } = ROLES[direction];
  const shapes: Readonly<Record<string, readonly number[]>> = {
    [image]: imageShape(problem, 'channels'),
    [weights]: weightShape(problem),
    [result]: imageShape(problem, 'filters'),
  };
  const buffer = (name: string, role: 'input' | 'output') => ({
    name,
    dtype,
    shape: shapes[name] ?? [],
    role,
  });
  const { inputs, output } = OPERANDS[direction];
  return [
    ...inputs.map((name) => buffer(name, 'input')),
    ...(bias ? [{ name: 'bias', dtype, shape: [filters], role: 'input' } as const] : []),
    buffer(output, 'output'),
  ];
}

/** The shape of the data, or of Y. */
function imageShape(problem: CompleteConvolution, of: 'channels' | 'filters'): number[] {
  const shape = shapeOf(problem);
  const pixels = AXES.map((axis) => shape[axis][of === 'channels' ? 'extent' : 'positions']);
  const channels = problem[of];
  return problem.layout === 'NHWC'
    ? [problem.batch, ...pixels, channels]
    : [problem.batch, channels, ...pixels];
}

function weightShape(problem: CompleteConvolution): number[] {
  const { filters, channels, groups, weightLayout } = problem;
  const shape = shapeOf(problem);
  const [window, own] = [AXES.map((axis) => shape[axis].window), channels / groups];
  return weightLayout === 'OHWI' ? [filters, ...window, own] : [filters, own, ...window];
}
