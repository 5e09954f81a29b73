import { DTYPE, type FloatDType } from '../../msl/dtype.ts';
import { emitKernel, emitPreamble, mslKernel, SIMD_WIDTH } from '../../msl/kernel.ts';
import { lines, sourceText } from '../../msl/text.ts';
import type { Pass } from '../../program.ts';
import { emitPatches, patchConstants } from '../implicit/patches.ts';
import { BEYOND, TAPS, tapCount } from '../implicit/places.ts';
import { emitStoreQuad } from '../quads.ts';
import type { Sliding } from '../sliding.ts';
import { windowWords } from '../window.ts';

const THREADS = SIMD_WIDTH * 4;

/** The buffer of patches. */
export const PATCHES = 'patches';

/** Positions of the window whose patches are in scratch memory together. */
export interface Slice {
  /** Of all images with channels last, of one image with channels first. */
  readonly image: number;
  readonly first: number;
  readonly count: number;
}

/**
 * Makes the passes that write the patches of a slice: [position, group · tap] with channels last, [group · tap, position] with channels
 * first, where rows have the length of the largest slice.
 */
export function patchesPass(sliding: Sliding, dtype: FloatDType, largest: number): (slice: Slice) => Pass {
  const { layout, groups, image } = sliding;
  const taps = tapCount(sliding);
  const isLast = layout === 'NHWC';
  const kernel = {
    ...mslKernel('im2col', patchesSource(layout, DTYPE[dtype].msl)),
    constants: patchConstants(sliding, !isLast || taps % 4 !== 0),
  };
  return ({ image: member, first, count }) => ({
    kernel,
    bindings: [
      { index: 0, buffer: image },
      { index: 1, buffer: PATCHES },
      { index: 2, buffer: TAPS },
      { index: 3, words: windowWords(sliding) },
      { index: 4, words: [taps, member, first, count, largest] },
    ],
    threadgroups: [
      Math.ceil(Math.ceil((isLast ? taps : count) / 4) / THREADS),
      isLast ? count : taps,
      groups,
    ],
    threadsPerThreadgroup: [THREADS, 1, 1],
    threadgroupBytes: 0,
    registers: 32,
  });
}

const BODY = {
  NHWC: lines(`
    const uint k = position.x * 4, row = position.y, group = position.z;
    if (k >= sizes.taps)
        return;
    X += group * window.channels * window.pitch_c;
    patches += (row * window.groups + group) * sizes.taps;
    const Place place = place_of_position(sizes.first + row, window);
    store_quad(patches, k, sizes.taps, false, QUAD(load_taps(X, taps, place, k, window)));
  `),
  NCHW: lines(`
    const uint column = position.x * 4, k = position.y, group = position.z;
    if (column >= sizes.count)
        return;
    X += sizes.image * window.pitch_n + group * window.channels * window.pitch_c;
    patches += (group * sizes.taps + k) * sizes.largest;
    Place places[4];
    for (uint i = 0; i < 4; i++) {
        const Place beyond = ${BEYOND};
        places[i] = column + i < sizes.count ? place_of_position(sizes.first + column + i, window) : beyond;
    }
    store_quad(patches, column, sizes.count, false, QUAD(load_positions(X, taps[k], places, window)));
  `),
} as const;

function patchesSource(layout: Sliding['layout'], type: string): string {
  const body = BODY[layout].map((line) => line.replace('QUAD(', type === 'float' ? '(' : 'float4('));
  return sourceText(
    lines(`
      // im2col: writes the patches of images under a window, ${layout === 'NHWC' ? 'four taps of a position' : 'a tap of four positions'} per thread.
    `),
    emitPreamble('metal_stdlib'),
    emitPatches(layout === 'NHWC' ? 'taps' : 'positions', type),
    emitStoreQuad(type),
    lines(`
      struct PatchSizes {
          uint taps;         // of a group
          uint image, first; // of the slice: its image, with channels first, and its first position
          uint count;        // positions of the slice
          uint largest;      // positions of the largest slice
      };
    `),
    emitKernel(
      {
        functionName: 'im2col',
        threads: THREADS,
        parameters: [
          `device const ${type} *X [[buffer(0)]]`,
          `device ${type} *patches [[buffer(1)]]`,
          'device const Place *taps [[buffer(2)]]',
          'constant Window &window [[buffer(3)]]',
          'constant PatchSizes &sizes [[buffer(4)]]',
          'uint3 position [[thread_position_in_grid]]',
        ],
      },
      body,
    ),
  );
}
