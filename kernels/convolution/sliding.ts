import type { CompleteConvolution } from './problem.ts';
import { AXES, type Axis, type Dimension, shapeOf } from './shape.ts';

/** One dimension of images that a window slides over, in elements of the image. All but `window` may be negative. */
export interface SlidingAxis {
  readonly extent: number;
  readonly window: number;
  readonly positions: number;
  /** From one position to the next, and from one element of the window to the next. */
  readonly stride: number;
  readonly dilation: number;
  /** From the first element of the window at the first position to the beginning of the image. */
  readonly before: number;
}

/** A window of weights that slides over images, whichever way: what Y and dX have in common. */
export interface Sliding {
  /** The buffer of the images. */
  readonly image: string;
  readonly output: string;
  readonly layout: CompleteConvolution['layout'];
  readonly batch: number;
  readonly groups: number;
  /** Of the images and of the output, in a group. */
  readonly channels: number;
  readonly filters: number;
  readonly axes: Readonly<Record<Axis, SlidingAxis>>;
}

/** The window over X. */
function forward(problem: CompleteConvolution): Sliding {
  const { layout, batch, groups, channels, filters } = problem;
  const own = { channels: channels / groups, filters: filters / groups };
  return { image: 'X', output: 'Y', layout, batch, groups, ...own, axes: shapeOf(problem) };
}

/**
 * The window over dY, in which neighbours are as far apart as the strides: an element of dX adds up what windows covered
 * it, and so the window is flipped.
 */
function dataGradient(problem: CompleteConvolution): Sliding {
  const { layout, batch, groups, channels, filters } = problem;
  const own = { channels: filters / groups, filters: channels / groups };
  const shape = shapeOf(problem);
  const axis = ({ extent, window, stride, dilation, before, positions }: Dimension): SlidingAxis => {
    const stretched = (positions - 1) * stride + 1;
    return { extent: stretched, window, positions: extent, stride: 1, dilation: -dilation, before: -before };
  };
  const axes = { z: axis(shape.z), y: axis(shape.y), x: axis(shape.x) };
  return {
    image: isStretched(problem) ? 'dY stretched' : 'dY',
    output: 'dX',
    layout,
    batch,
    groups,
    ...own,
    axes,
  };
}

/** Whether zeros have to be put between the elements of dY before a window slides over it. */
export function isStretched(problem: CompleteConvolution): boolean {
  const shape = shapeOf(problem);
  return problem.direction === 'data' && AXES.some((axis) => shape[axis].stride > 1);
}

/** The window of a problem that is not a gradient of the weights. */
export function slidingOf(problem: CompleteConvolution): Sliding {
  return problem.direction === 'data' ? dataGradient(problem) : forward(problem);
}

/** The product of a number of each dimension: `extent`, `window` or `positions`. */
export function volumeOf({ axes }: Sliding, of: 'extent' | 'window' | 'positions'): number {
  return AXES.reduce((product, axis) => product * axes[axis][of], 1);
}

/** Elements of an image from one index to the next: of a member of the batch, in each dimension, and of a channel. */
export function pitchesOf(sliding: Sliding): Readonly<Record<'n' | Axis | 'c', number>> {
  const { layout, groups, channels, axes } = sliding;
  const all = groups * channels;
  const pixel = layout === 'NHWC' ? all : 1;
  const pixels = volumeOf(sliding, 'extent');
  return {
    n: pixels * all,
    z: axes.y.extent * axes.x.extent * pixel,
    y: axes.x.extent * pixel,
    x: pixel,
    c: layout === 'NHWC' ? 1 : pixels,
  };
}
