import { type Lines, lines } from '../msl/text.ts';
import { AXES } from './shape.ts';
import { pitchesOf, type Sliding } from './sliding.ts';

/** The sizes that kernels which slide a window over images are passed. */
export const WINDOW: Lines = lines(`
  // A window that slides over images. Lengths are in elements.
  struct Window {
      int extent_z, extent_y, extent_x;          // of an image: depth, height, width
      int pitch_n, pitch_z, pitch_y, pitch_x;    // from one image, slice, row and pixel to the next
      int pitch_c;                               // from one channel to the next
      int positions_z, positions_y, positions_x; // of the window in an image
      int stride_z, stride_y, stride_x;          // from one position to the next
      int before_z, before_y, before_x;          // from the first position to the beginning of the image
      int window_z, window_y, window_x;          // elements of the window
      int dilation_z, dilation_y, dilation_x;    // from one element of the window to the next
      int channels, groups;                      // channels of a group
  };
`);

/** The numbers of struct Window, as words. */
export function windowWords(sliding: Sliding): number[] {
  const { axes, channels, groups } = sliding;
  const pitches = pitchesOf(sliding);
  const of = (name: 'extent' | 'positions' | 'stride' | 'before' | 'window' | 'dilation') =>
    AXES.map((axis) => axes[axis][name]);
  const numbers = [
    ...of('extent'),
    ...(['n', 'z', 'y', 'x', 'c'] as const).map((name) => pitches[name]),
    ...of('positions'),
    ...of('stride'),
    ...of('before'),
    ...of('window'),
    ...of('dilation'),
    ...[channels, groups],
  ];
  return numbers.map((number) => number >>> 0);
}
