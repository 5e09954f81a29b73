import { type FieldTable, withDefaults } from '../field.ts';
import { DIMENSION_RANGE } from '../gemm/problem.ts';
import type { Issue } from '../issue.ts';
import { LARGEST_ELEMENTS } from '../layout.ts';
import { FLOAT_DTYPES, type FloatDType } from '../msl/dtype.ts';
import { ACTIVATIONS, type Activation } from '../msl/epilogue.ts';
import type { ProblemBase } from '../problem.ts';
import { AXES, type Axis, elementsOf, type Shape, shapeOf } from './shape.ts';

/** What is computed: Y, or the gradient with respect to the data or the weights, both for a given dY. */
export const DIRECTIONS = ['forward', 'data', 'weights'] as const;
type Direction = (typeof DIRECTIONS)[number];

/**
 * Y = activation(X ∗ W + bias): the convolution, without a flip, of images with a window of weights.
 *
 * The data X are [batch, depth, height, width, channels] as NHWC or [batch, channels, depth, height, width] as NCHW;
 * so is Y, with `filters` channels. The weights W are [filters, window…, channels / groups] as OHWI or [filters,
 * channels / groups, window…] as OIHW. All are dense. A filter sees the channels of its group. The bias is [filters].
 *
 * With one height, a convolution is one-dimensional; with several depths, it is three-dimensional. A window is as
 * wide in all dimensions that have several elements, and 1 in the others, unless it is given. By default, a padding
 * keeps the size of the image at a stride of 1, for odd windows.
 *
 * The direction `data` computes dX from dY and W, `weights` computes dW from X and dY.
 */
export interface ConvolutionProblem extends ProblemBase {
  readonly op: 'convolution';
  readonly dtype: FloatDType;
  readonly batch: number;
  readonly height: number;
  readonly width: number;
  /** Of the data, and of Y. */
  readonly channels: number;
  readonly filters: number;
  /** Elements of the window in each dimension. */
  readonly window: number;
  readonly depth?: number;
  readonly windowHeight?: number;
  readonly windowDepth?: number;
  /** Between neighbouring positions of the window. */
  readonly stride?: number;
  readonly strideHeight?: number;
  readonly strideDepth?: number;
  /** Between neighbouring elements of the window: 1 if it is dense. */
  readonly dilation?: number;
  readonly dilationHeight?: number;
  readonly dilationDepth?: number;
  /** Zeros on every side of the image in the dimensions that are padded; or on one side. */
  readonly padding?: number;
  readonly paddingLeft?: number;
  readonly paddingRight?: number;
  readonly paddingTop?: number;
  readonly paddingBottom?: number;
  readonly paddingFront?: number;
  readonly paddingBack?: number;
  readonly groups?: number;
  readonly layout?: 'NHWC' | 'NCHW';
  readonly weightLayout?: 'OHWI' | 'OIHW';
  readonly direction?: Direction;
  readonly bias?: boolean;
  readonly activation?: Activation;
}

const EXTENT = { kind: 'number', ...DIMENSION_RANGE, isWhole: true } as const;
const WINDOW = { ...EXTENT, max: 1024 } as const;
/** The default of the first dimension; the others follow from it. */
const STEP = { ...EXTENT, max: 1024, default: 1 } as const;
const FOLLOWS = { default: null } as const;
const PADDING = { kind: 'number', min: 0, max: 4096, isWhole: true, default: null } as const;

export const CONVOLUTION_FIELDS = {
  dtype: { kind: 'choice', label: 'Data type', choices: FLOAT_DTYPES },
  batch: { ...EXTENT, label: 'Batch', isExtent: true },
  height: { ...EXTENT, label: 'Height', isExtent: true },
  width: { ...EXTENT, label: 'Width', isExtent: true },
  channels: { ...EXTENT, label: 'Channels', isExtent: true },
  filters: { ...EXTENT, label: 'Filters', isExtent: true },
  window: { ...WINDOW, label: 'Window', isExtent: true },
  depth: { ...EXTENT, label: 'Depth', default: 1 },
  windowHeight: { ...WINDOW, ...FOLLOWS, label: 'Height of the window' },
  windowDepth: { ...WINDOW, ...FOLLOWS, label: 'Depth of the window' },
  stride: { ...STEP, label: 'Stride' },
  strideHeight: { ...STEP, ...FOLLOWS, label: 'Stride in height' },
  strideDepth: { ...STEP, ...FOLLOWS, label: 'Stride in depth' },
  dilation: { ...STEP, label: 'Dilation' },
  dilationHeight: { ...STEP, ...FOLLOWS, label: 'Dilation in height' },
  dilationDepth: { ...STEP, ...FOLLOWS, label: 'Dilation in depth' },
  padding: { ...PADDING, label: 'Padding' },
  paddingLeft: { ...PADDING, label: 'Padding on the left' },
  paddingRight: { ...PADDING, label: 'Padding on the right' },
  paddingTop: { ...PADDING, label: 'Padding at the top' },
  paddingBottom: { ...PADDING, label: 'Padding at the bottom' },
  paddingFront: { ...PADDING, label: 'Padding at the front' },
  paddingBack: { ...PADDING, label: 'Padding at the back' },
  groups: { ...EXTENT, label: 'Groups', default: 1 },
  layout: { kind: 'choice', label: 'Layout', choices: ['NHWC', 'NCHW'], default: 'NHWC' },
  weightLayout: { kind: 'choice', label: 'Layout of weights', choices: ['OHWI', 'OIHW'], default: 'OHWI' },
  direction: { kind: 'choice', label: 'Direction', choices: DIRECTIONS, default: 'forward' },
  bias: { kind: 'flag', label: 'Bias', default: false },
  activation: { kind: 'choice', label: 'Activation', choices: ACTIVATIONS, default: 'none' },
} as const satisfies FieldTable;

/** A problem with a value for every field. */
export type CompleteConvolution = Required<ConvolutionProblem>;

/** Completes a problem: what is not given follows from `window`, `stride`, `dilation` and `padding`. */
export function completeConvolution(given: ConvolutionProblem): CompleteConvolution {
  const problem = withDefaults(CONVOLUTION_FIELDS, given);
  const { window, stride, dilation, height, depth } = problem;
  const windowHeight = problem.windowHeight ?? (height === 1 ? 1 : window);
  const windowDepth = problem.windowDepth ?? (depth === 1 ? 1 : window);
  const dilationHeight = problem.dilationHeight ?? dilation;
  const dilationDepth = problem.dilationDepth ?? dilation;
  // A dimension that the image does not have is not padded either.
  const padded = (extent: number, elements: number, dense: number) =>
    extent === 1 && elements === 1 ? 0 : (problem.padding ?? Math.floor(((elements - 1) * dense) / 2));
  const across = padded(problem.width, window, dilation);
  const down = padded(height, windowHeight, dilationHeight);
  const deep = padded(depth, windowDepth, dilationDepth);
  return {
    windowHeight,
    windowDepth,
    strideHeight: stride,
    strideDepth: stride,
    dilationHeight,
    dilationDepth,
    padding: across,
    paddingLeft: across,
    paddingRight: across,
    paddingTop: down,
    paddingBottom: down,
    paddingFront: deep,
    paddingBack: deep,
    ...problem,
  };
}

/** What names each dimension in issues: its window's field. */
const WINDOW_FIELD: Readonly<Record<Axis, 'windowDepth' | 'windowHeight' | 'window'>> = {
  z: 'windowDepth',
  y: 'windowHeight',
  x: 'window',
};

/** What is wrong with the combination of fields. */
export function checkConvolution(problem: CompleteConvolution): Issue[] {
  const { channels, filters, groups, direction, bias, activation } = problem;
  const shape = shapeOf(problem);
  const issues: Issue[] = [];
  for (const axis of AXES) {
    const { extent, before, after, span, window, dilation } = shape[axis];
    const padded = extent + before + after;
    if (span <= padded) continue;
    const expected = `a window within the ${padded} elements of the image and its padding (spans ${span} with a dilation of ${dilation})`;
    issues.push({ parameter: WINDOW_FIELD[axis], value: window, expected });
  }
  if (channels % groups !== 0 || filters % groups !== 0) {
    const expected = `a divisor of ${channels} channels and ${filters} filters`;
    issues.push({ parameter: 'groups', value: groups, expected });
  }
  if (direction !== 'forward') {
    if (bias) issues.push({ parameter: 'bias', value: bias, expected: 'false for a gradient' });
    if (activation !== 'none') {
      issues.push({ parameter: 'activation', value: activation, expected: 'none for a gradient' });
    }
  }
  return issues.length > 0 ? issues : checkElements(problem, shape);
}

function checkElements(problem: CompleteConvolution, shape: Shape): Issue[] {
  return Object.entries(elementsOf(problem, shape)).flatMap(([parameter, value]) => {
    if (value <= LARGEST_ELEMENTS) return [];
    return [{ parameter, value, expected: `at most ${LARGEST_ELEMENTS} elements in one buffer` }];
  });
}
