// Images and weights of a convolution as matrices, for references.
import { denseView, type View } from '../../matrix.ts';
import type { CompleteConvolution } from '../problem.ts';
import { AXES, type Axis, type Dimension, shapeOf, volume } from '../shape.ts';

/** Images in memory: strides between members of the batch, neighbouring pixels of a row, and channels, in elements. */
export interface ImageView {
  readonly data: Float32Array;
  readonly of: 'channels' | 'filters';
  readonly channels: number;
  readonly strides: Readonly<Record<'member' | 'pixel' | 'channel', number>>;
}

/** The data, or Y: images with as many channels as `of` says. */
export function imageView(
  problem: CompleteConvolution,
  of: 'channels' | 'filters',
  data: Float32Array,
): ImageView {
  const channels = problem[of];
  const pixels = volume(shapeOf(problem), of === 'channels' ? 'extent' : 'positions');
  const [pixel, channel] = problem.layout === 'NHWC' ? [channels, 1] : [1, pixels];
  return { data, of, channels, strides: { member: pixels * channels, pixel, channel } };
}

/** For each element of a window in one dimension, the element of an image that it meets; −1 outside of the image. */
type Meet = (at: number, tap: number) => number;

/** A position of the window meets elements of the data. */
const ofPosition = ({ extent, stride, dilation, before }: Dimension): Meet => {
  return (at, tap) => {
    const element = at * stride + tap * dilation - before;
    return element >= 0 && element < extent ? element : -1;
  };
};

/** An element of the data meets the positions at which the window covers it. */
const ofElement = ({ positions, stride, dilation, before }: Dimension): Meet => {
  return (at, tap) => {
    const shifted = at + before - tap * dilation;
    const position = shifted / stride;
    return shifted % stride === 0 && position >= 0 && position < positions ? position : -1;
  };
};

/**
 * What windows at some places see of a group's channels, with zeros outside: [places, window · channels], the channels
 * of an element of the window together. Places are positions of the window, for the data, or elements of the data, for
 * dY, counted through the batch.
 */
export function patchesOf(
  problem: CompleteConvolution,
  image: ImageView,
  places: readonly number[],
  group: number,
): Float64Array {
  const shape = shapeOf(problem);
  const [own, isData] = [image.channels / problem.groups, image.of === 'channels'];
  const [counted, met] = isData ? (['positions', 'extent'] as const) : (['extent', 'positions'] as const);
  const meet = Object.fromEntries(
    AXES.map((axis) => [axis, (isData ? ofPosition : ofElement)(shape[axis])]),
  ) as Record<Axis, Meet>;
  const { z, y, x } = shape;
  const { member, pixel, channel } = image.strides;
  const patches = new Float64Array(places.length * volume(shape, 'window') * own);
  let at = 0;
  for (const place of places) {
    const [px, rest] = [place % x[counted], Math.floor(place / x[counted])];
    const [py, slices] = [rest % y[counted], Math.floor(rest / y[counted])];
    const first = Math.floor(slices / z[counted]) * member + group * own * channel;
    for (let tz = 0; tz < z.window; tz++) {
      const mz = meet.z(slices % z[counted], tz);
      for (let ty = 0; ty < y.window; ty++) {
        const my = meet.y(py, ty);
        for (let tx = 0; tx < x.window; tx++, at += own) {
          const mx = meet.x(px, tx);
          if (mz < 0 || my < 0 || mx < 0) continue;
          const from = first + ((mz * y[met] + my) * x[met] + mx) * pixel;
          for (let c = 0; c < own; c++) patches[at + c] = image.data[from + c * channel] as number;
        }
      }
    }
  }
  return patches;
}

/**
 * The weights of a group as [window · channels, filters], in the order of patches of the data; or, for patches of dY,
 * as [window · filters, channels].
 */
export function weightView(
  problem: CompleteConvolution,
  data: Float32Array,
  group: number,
  columns: 'filters' | 'channels',
): View {
  const { filters, channels, groups, weightLayout } = problem;
  const window = volume(shapeOf(problem), 'window');
  const [o, c] = [filters / groups, channels / groups];
  const [tap, channel] = weightLayout === 'OHWI' ? [c, 1] : [1, window];
  const [rows, own] = columns === 'filters' ? [c, o] : [o, c];
  const copied = new Float64Array(window * rows * own);
  for (let filter = 0; filter < o; filter++) {
    const first = (group * o + filter) * window * c;
    for (let t = 0; t < window; t++) {
      for (let one = 0; one < c; one++) {
        const [row, column] = columns === 'filters' ? [one, filter] : [filter, one];
        copied[(t * rows + row) * own + column] = data[first + t * tap + one * channel] as number;
      }
    }
  }
  return denseView(copied, [window * rows, own]);
}
