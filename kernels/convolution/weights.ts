import type { Renamed } from '../compose.ts';
import { type PermutedAxis, permutePass } from '../elementwise/permute.ts';
import type { CompleteConvolution } from './problem.ts';
import { shapeOf, volume } from './shape.ts';

/** Elements of the weights from one index to the next: of a group, a filter and a channel in it, and a tap. */
export function weightStrides(
  { channels, groups, filters, weightLayout }: CompleteConvolution,
  window: number,
): Strides {
  const [own, all] = [filters / groups, (channels / groups) * window];
  const [tap, channel] = weightLayout === 'OHWI' ? [channels / groups, 1] : [1, window];
  return { group: own * all, filter: all, channel, tap };
}

/** Extents of the weights, and the elements from one index to the next. */
type Strides = Readonly<Record<'group' | 'filter' | 'channel' | 'tap', number>>;

/**
 * An order of the weights. `taps`: a row for each filter of the output, with the channels that it sees together; `channels`:
 * the same with the elements of the window together. `filters`: the filters of all groups together, for each element of
 * the window and each channel that they see.
 */
export type WeightOrder = 'taps' | 'channels' | 'filters';

/** The weights of a direction in an order: the buffer W itself, if that is its order, or a copy. */
export function orderedWeights(
  problem: CompleteConvolution,
  order: WeightOrder,
): { name: string; parts: Renamed[] } {
  const { isOrdered, axes } = axesOf(problem, order);
  if (isOrdered) return { name: 'W', parts: [] };
  const copy = copyOf(problem, 'W ordered');
  const pass = permutePass('W', copy.name, problem.dtype, axes);
  return { name: copy.name, parts: [{ part: { buffers: [copy], passes: [pass] }, names: {} }] };
}

/** The buffer for a gradient of the weights in an order: dW itself, or a copy and what restores its order. */
export function restoredWeights(
  problem: CompleteConvolution,
  order: WeightOrder,
): { name: string; parts: Renamed[] } {
  const { isOrdered, axes } = axesOf(problem, order);
  if (isOrdered) return { name: 'dW', parts: [] };
  const copy = copyOf(problem, 'dW ordered');
  const back = axes.map(({ extent, from, to }) => ({ extent, from: to, to: from }));
  const pass = permutePass(copy.name, 'dW', problem.dtype, back);
  return { name: copy.name, parts: [{ part: { buffers: [copy], passes: [pass] }, names: {} }] };
}

function copyOf({ dtype, filters, channels, groups, ...rest }: CompleteConvolution, name: string) {
  const window = volume(shapeOf({ dtype, filters, channels, groups, ...rest }), 'window');
  return { name, dtype, shape: [filters * (channels / groups) * window], role: 'scratch' } as const;
}

/** The axes of the weights in an order, the densest first, and whether W has that order. */
function axesOf(
  problem: CompleteConvolution,
  order: WeightOrder,
): { isOrdered: boolean; axes: PermutedAxis[] } {
  const { direction, groups, filters, channels } = problem;
  const window = volume(shapeOf(problem), 'window');
  const from = weightStrides(problem, window);
  const extents = { group: groups, filter: filters / groups, channel: channels / groups, tap: window };
  // Of dX, the filters are the channels of the data.
  const [row, seen] =
    direction === 'data' ? (['channel', 'filter'] as const) : (['filter', 'channel'] as const);
  const names = (
    {
      taps: [seen, 'tap', row, 'group'],
      channels: ['tap', seen, row, 'group'],
      filters: [row, 'group', seen, 'tap'],
    } as const
  )[order];
  const to = denseStrides(names, extents);
  const axes = names.map((name) => ({ extent: extents[name], from: from[name], to: to[name] }));
  return {
    isOrdered: axes.every((axis) => axis.extent === 1 || axis.from === axis.to),
    axes,
  };
}

/** The strides of a dense array whose axes are in this order, the densest first. */
function denseStrides(names: readonly (keyof Strides)[], extents: Strides): Strides {
  let stride = 1;
  const strides: Record<string, number> = {};
  for (const name of names) {
    strides[name] = stride;
    stride *= extents[name];
  }
  return strides as Strides;
}
