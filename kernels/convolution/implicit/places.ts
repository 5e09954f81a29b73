import { emitKernel, emitPreamble, mslKernel, SIMD_WIDTH } from '../../msl/kernel.ts';
import { type Lines, lines, sourceText } from '../../msl/text.ts';
import type { Binding, Pass, ProgramBuffer } from '../../program.ts';
import { type Sliding, volumeOf } from '../sliding.ts';
import { WINDOW, windowWords } from '../window.ts';

/** Bytes of a Place in MSL. */
export const PLACE_BYTES = 12;

/** Taps are listed up to a multiple of every block, so that blocks may go beyond the last. */
const LISTED = 128;

/** A place that is outside of every image, wherever another is added. */
export const BEYOND = '{0, -32768, -32768, -32768, 0}';

const THREADS = SIMD_WIDTH * 4;

export const TAPS = 'taps';

/** Elements of the window in all channels of a group: terms of a sum. */
export function tapCount(sliding: Sliding): number {
  return volumeOf(sliding, 'window') * sliding.channels;
}

function listedTaps(sliding: Sliding): number {
  return Math.ceil(tapCount(sliding) / LISTED) * LISTED;
}

/** The list of taps in scratch memory. */
export function tapBuffer(sliding: Sliding): ProgramBuffer {
  return { name: TAPS, dtype: 'u8', shape: [listedTaps(sliding), PLACE_BYTES], role: 'scratch' };
}

/** Types that kernels that load patches of images have in common. */
export const PLACES: Lines = [
  ...WINDOW,
  '',
  ...lines(`
    // A position of the window, where its first element is in the images; or a tap, an element of the window in a
    // channel, relative to the position. The sum of both is an element of an image, or of the zeros around it.
    struct Place {
        int offset;
        short z, y, x;
        // Whether the next three places follow in memory, or may be loaded with this one.
        ushort run;
    };
  `),
];

/** What is loaded at a time: four taps of a position, or four positions of a tap. */
export type Loads = 'taps' | 'positions';

/** `place_of_position(...)`. */
export function emitPlaceOfPosition(loads: Loads): string[] {
  const run =
    loads === 'taps'
      ? lines(`
          // All of the window is inside of the image, and so are four taps.
          const int3 last = int3(w.window_x - 1, w.window_y - 1, w.window_z - 1) * int3(w.dilation_x, w.dilation_y, w.dilation_z);
          const int3 first = int3(x, y, z), low = min(first, first + last), high = max(first, first + last);
          place.run = all(low >= 0) && high.x < w.extent_x && high.y < w.extent_y && high.z < w.extent_z;
        `)
      : lines(`
          // The next three positions are in the same row, side by side.
          place.run = w.stride_x == 1 && p % w.positions_x + 3 < uint(w.positions_x);
        `);
  return [
    ...lines(`
      // Position p of the window, counted row by row through all images.
      inline Place place_of_position(uint p, constant Window &w) {
          const uint line = p / w.positions_x, slice = line / w.positions_y, image = slice / w.positions_z;
          const int x = int(p % w.positions_x) * w.stride_x - w.before_x;
          const int y = int(line % w.positions_y) * w.stride_y - w.before_y;
          const int z = int(slice % w.positions_z) * w.stride_z - w.before_z;
          Place place;
          place.offset = int(image) * w.pitch_n + z * w.pitch_z + y * w.pitch_y + x * w.pitch_x;
          place.z = short(z);
          place.y = short(y);
          place.x = short(x);
    `),
    ...run.map((line) => `    ${line}`),
    '    return place;',
    '}',
  ];
}

/** Lists all taps in the order of the rows of weights, so that the product need not divide. */
export function tapsPass(sliding: Sliding): Pass {
  const bindings: Binding[] = [
    { index: 0, buffer: TAPS },
    { index: 1, words: windowWords(sliding) },
    { index: 2, words: [listedTaps(sliding)] },
  ];
  return {
    kernel: mslKernel('taps', TAPS_SOURCE, [sliding.layout === 'NHWC']),
    bindings,
    threadgroups: [Math.ceil(listedTaps(sliding) / THREADS), 1, 1],
    threadsPerThreadgroup: [THREADS, 1, 1],
    threadgroupBytes: 0,
    registers: 24,
  };
}

const TAPS_SOURCE = sourceText(
  lines(`
    // taps: lists the elements of a window in all channels, with where each is in an image.
  `),
  emitPreamble('metal_stdlib'),
  PLACES,
  lines(`
    // True if the channels of an element of the window follow each other, false if its elements in a channel do.
    constant bool channels_last [[function_constant(0)]];

    // Tap k. Those beyond the last are far outside of every image.
    inline Place place_of_tap(uint k, constant Window &w) {
        const uint elements = w.window_z * w.window_y * w.window_x;
        Place place = ${BEYOND};
        if (k >= elements * w.channels)
            return place;
        const uint c = channels_last ? k % w.channels : k / elements;
        const uint element = channels_last ? k / w.channels : k % elements;
        const uint line = element / w.window_x;
        const int x = int(element % w.window_x) * w.dilation_x;
        const int y = int(line % w.window_y) * w.dilation_y;
        const int z = int(line / w.window_y) * w.dilation_z;
        place.offset = z * w.pitch_z + y * w.pitch_y + x * w.pitch_x + int(c) * w.pitch_c;
        place.z = short(z);
        place.y = short(y);
        place.x = short(x);
        return place;
    }
  `),
  [
    ...lines(`
      // list tap k, and whether the next three taps follow it in memory
    `),
    ...emitKernel(
      {
        functionName: 'taps',
        threads: THREADS,
        parameters: [
          'device Place *taps [[buffer(0)]]',
          'constant Window &window [[buffer(1)]]',
          'constant uint &count [[buffer(2)]]',
          'uint k [[thread_position_in_grid]]',
        ],
      },
      lines(`
      if (k >= count)
          return;
      Place place = place_of_tap(k, window);
      bool run = true;
      for (uint i = 1; i < 4; i++) {
          const Place next = place_of_tap(k + i, window);
          run = run && next.z != -32768 && next.offset == place.offset + int(i);
      }
      place.run = run;
      taps[k] = place;
    `),
    ),
  ],
);
