// What kernels that read images through a list of taps have in common.
import { block, type Lines, lines } from '../../msl/text.ts';
import type { FunctionConstant } from '../../program.ts';
import { AXES } from '../shape.ts';
import type { Sliding } from '../sliding.ts';
import { emitPlaceOfPosition, type Loads, PLACES } from './places.ts';

const FLAGS: Lines = lines(`
  // True if some taps of some positions are outside of the images, or of the patches.
  constant bool guarded [[function_constant(3)]];
  // True if four taps at a time are channels of one element of the window.
  constant bool aligned [[function_constant(4)]];
  // True if images or their padding have a depth.
  constant bool volumes [[function_constant(5)]];
`);

const INSIDE: Lines = lines(`
  // Whether a tap of a position is inside of the image.
  inline bool inside(Place position, Place tap, constant Window &w) {
      return !guarded ||
             (uint(position.x + tap.x) < uint(w.extent_x) && uint(position.y + tap.y) < uint(w.extent_y) &&
              (!volumes || uint(position.z + tap.z) < uint(w.extent_z)));
  }
`);

/** Types, function constants and functions for patches of images whose elements have the MSL type `memory`. */
export function emitPatches(loads: Loads, memory: string): string[] {
  const load = loads === 'taps' ? emitLoadTaps(memory) : emitLoadPositions(memory);
  return [...FLAGS, '', ...PLACES, '', ...emitPlaceOfPosition(loads), '', ...INSIDE, '', ...load];
}

/**
 * The values of the function constants.
 * @param isBeyond whether blocks may reach beyond the last tap or the last position
 */
export function patchConstants(sliding: Sliding, isBeyond: boolean): Record<number, FunctionConstant> {
  const { channels, layout, axes } = sliding;
  const flag = (value: boolean): FunctionConstant => ({ type: 'bool', value });
  return {
    3: flag(isBeyond || isPadded(sliding)),
    4: flag(layout === 'NHWC' && channels % 4 === 0),
    5: flag(axes.z.before !== 0 || Math.max(axes.z.extent, axes.z.window, axes.z.positions) > 1),
  };
}

/** Whether a tap of a position may be outside of its image. */
function isPadded({ axes }: Sliding): boolean {
  return AXES.some((axis) => {
    const { extent, window, positions, stride, dilation, before } = axes[axis];
    const [first, last] = [-before, (positions - 1) * stride - before];
    const reach = (window - 1) * dilation;
    return Math.min(first, first + reach) < 0 || Math.max(last, last + reach) >= extent;
  });
}

/** `load_taps(...)`: four taps of a position. */
function emitLoadTaps(memory: string): string[] {
  return [
    '// Four taps of a position from tap k on, with zeros outside of the image.',
    ...block(
      `inline ${memory}4 load_taps(device const ${memory} *X, device const Place *taps, Place position, uint k, constant Window &w)`,
      lines(`
        const Place tap = taps[k];
        const int at = position.offset + tap.offset;
        if (aligned)
            return inside(position, tap, w) ? ${memory}4(*(device const packed_${memory}4 *)(X + at)) : ${memory}4(0);
        if (tap.run && position.run)
            return ${memory}4(*(device const packed_${memory}4 *)(X + at));
        ${memory}4 quad = ${memory}4(0);
        for (uint i = 0; i < 4; i++) {
            const Place next = taps[k + i];
            if (inside(position, next, w))
                quad[i] = X[position.offset + next.offset];
        }
        return quad;
      `),
    ),
  ];
}

/** `load_positions(...)`: a tap of four positions. */
function emitLoadPositions(memory: string): string[] {
  return [
    '// A tap of four positions, with zeros outside of the image.',
    'template <typename Positions>',
    ...block(
      `inline ${memory}4 load_positions(device const ${memory} *X, Place tap, Positions positions, constant Window &w)`,
      lines(`
        const Place first = positions[0];
        if (first.run && inside(first, tap, w) && inside(positions[3], tap, w))
            return ${memory}4(*(device const packed_${memory}4 *)(X + first.offset + tap.offset));
        ${memory}4 quad = ${memory}4(0);
        for (uint i = 0; i < 4; i++) {
            const Place position = positions[i];
            if (inside(position, tap, w))
                quad[i] = X[position.offset + tap.offset];
        }
        return quad;
      `),
    ),
  ];
}
