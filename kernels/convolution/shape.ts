import type { CompleteConvolution } from './problem.ts';

/** The dimensions of an image, slowest first: depth, height, width. */
export const AXES = ['z', 'y', 'x'] as const;
export type Axis = (typeof AXES)[number];

/** One dimension of a convolution, in elements. */
export interface Dimension {
  readonly extent: number;
  readonly window: number;
  readonly stride: number;
  readonly dilation: number;
  /** Zeros before and after the image. */
  readonly before: number;
  readonly after: number;
  /** From the first to the last element of the window. */
  readonly span: number;
  /** Positions of the window. */
  readonly positions: number;
}

export type Shape = Readonly<Record<Axis, Dimension>>;

function dimension(given: Omit<Dimension, 'span' | 'positions'>): Dimension {
  const { extent, window, stride, dilation, before, after } = given;
  const span = (window - 1) * dilation + 1;
  return { ...given, span, positions: Math.floor((extent + before + after - span) / stride) + 1 };
}

/** The three dimensions of a convolution. Fewer dimensions are extents of 1. */
export function shapeOf(problem: CompleteConvolution): Shape {
  const { paddingFront, paddingBack, paddingTop, paddingBottom, paddingLeft, paddingRight } = problem;
  return {
    z: dimension({
      extent: problem.depth,
      window: problem.windowDepth,
      stride: problem.strideDepth,
      dilation: problem.dilationDepth,
      before: paddingFront,
      after: paddingBack,
    }),
    y: dimension({
      extent: problem.height,
      window: problem.windowHeight,
      stride: problem.strideHeight,
      dilation: problem.dilationHeight,
      before: paddingTop,
      after: paddingBottom,
    }),
    x: dimension({
      extent: problem.width,
      window: problem.window,
      stride: problem.stride,
      dilation: problem.dilation,
      before: paddingLeft,
      after: paddingRight,
    }),
  };
}

/** The product of a number of each dimension: `extent`, `window` or `positions`. */
export function volume(shape: Shape, of: 'extent' | 'window' | 'positions'): number {
  return AXES.reduce((product, axis) => product * shape[axis][of], 1);
}

/** Elements of X, W and Y. */
export function elementsOf(
  { batch, channels, filters, groups }: CompleteConvolution,
  shape: Shape,
): Readonly<Record<'X' | 'W' | 'Y', number>> {
  return {
    X: batch * volume(shape, 'extent') * channels,
    W: filters * volume(shape, 'window') * (channels / groups),
    Y: batch * volume(shape, 'positions') * filters,
  };
}

/** The number of terms of a sum: the elements of a window in all channels that a filter sees. */
export function termsOf({ channels, groups }: CompleteConvolution, shape: Shape): number {
  return volume(shape, 'window') * (channels / groups);
}
