import { emitLoadQuad } from '../../gemm/loads.ts';
import { describeEpilogue, type Epilogue, emitFinish } from '../../msl/epilogue.ts';
import { emitConstants, emitKernel, emitPreamble } from '../../msl/kernel.ts';
import { block, type Lines, lines, sourceText } from '../../msl/text.ts';
import { asFloats, emitStoreQuad } from '../quads.ts';
import type { Sliding } from '../sliding.ts';
import { WINDOW } from '../window.ts';

/** What the text depends on. */
export interface DirectText {
  readonly layout: Sliding['layout'];
  /** Pixels of a row that a thread computes. */
  readonly pixels: number;
  readonly threads: number;
  /** The MSL type of all operands. */
  readonly type: string;
  readonly epilogue: Epilogue;
}

/** Indices of the kernel's arguments. */
export const DIRECT_BUFFER = { X: 0, W: 1, Y: 2, window: 3, filters: 4, bias: 5 } as const;

/** The direct convolution: every thread adds up what its window sees. */
export function directSource(text: DirectText): string {
  const { layout, pixels, threads, type, epilogue } = text;
  const isLast = layout === 'NHWC';
  return sourceText(
    lines(`
      // convolution: Y = ${describeEpilogue(epilogue, 'X * W')}, each element on its own; channels ${isLast ? 'last' : 'first'}.
      //
      // in memory     ${type}, sums in float
      // thread        ${isLast ? `four filters at ${pixels} pixels of a row` : `one filter at four pixels of a row`}
    `),
    emitPreamble('metal_stdlib'),
    WINDOW,
    FLAGS[layout],
    ...(isLast
      ? [emitConstants({ PIXELS: pixels }), emitLoadQuad([type]), emitLoadChannels(type)]
      : [emitLoadPixels(type)]),
    emitFinish(epilogue),
    emitStoreQuad(type),
    [
      ...(isLast ? PSEUDOCODE_LAST : PSEUDOCODE_FIRST),
      ...emitKernel(
        {
          functionName: 'convolution',
          threads,
          parameters: [
            `device const ${type} *X [[buffer(${DIRECT_BUFFER.X})]]`,
            `device const ${type} *W [[buffer(${DIRECT_BUFFER.W})]]`,
            `device ${type} *Y [[buffer(${DIRECT_BUFFER.Y})]]`,
            `constant Window &window [[buffer(${DIRECT_BUFFER.window})]]`,
            `constant uint &own_filters [[buffer(${DIRECT_BUFFER.filters})]]`,
            ...(epilogue.bias ? [`device const ${type} *bias [[buffer(${DIRECT_BUFFER.bias})]]`] : []),
            'uint3 position [[thread_position_in_grid]]',
          ],
        },
        isLast ? emitChannelsLast(text) : emitChannelsFirst(text),
      ),
    ],
  );
}

const FLAGS: Readonly<Record<Sliding['layout'], Lines>> = {
  NHWC: lines(`
    // True if filters are whole quads.
    constant bool whole [[function_constant(0)]];
    // True if each filter sees the one channel of its number, and if four filters see the same channels.
    constant bool depthwise [[function_constant(1)]];
    constant bool same_channels [[function_constant(2)]];
  `),
  NCHW: lines(`
    // True if rows of Y are whole quads.
    constant bool whole [[function_constant(0)]];
  `),
};

const PSEUDOCODE_LAST: Lines = lines(`
  // for each element of the window that is inside of the image in height and depth:
  //     for each channel that the filters see:
  //         load the weights of four filters; add their products with the channel at each pixel
  // write the sums through the epilogue
`);

const PSEUDOCODE_FIRST: Lines = lines(`
  // for each channel that the filter sees:
  //     for each element of the window that is inside of the image in height and depth:
  //         add the products of its weight with the channel at each pixel
  // write the sums through the epilogue
`);

/** `load_channels(...)`: what four filters see of a pixel in their channel c. */
function emitLoadChannels(type: string): string[] {
  return [
    '// What filters o to o + 3 see of a pixel in channel c of their groups.',
    ...block(
      `inline float4 load_channels(device const ${type} *pixel, uint o, uint c, uint filters, uint own_filters, constant Window &w)`,
      lines(`
        if (depthwise)
            return ${asFloats(type, 'load_quad(pixel, o, filters, whole)')};
        if (same_channels)
            return float4(float(pixel[o / own_filters * w.channels + c]));
        float4 quad = float4(0);
        for (uint i = 0; i < 4; i++)
            if (o + i < filters)
                quad[i] = float(pixel[(o + i) / own_filters * w.channels + c]);
        return quad;
      `),
    ),
  ];
}

/** `load_pixels(...)`: four pixels of a row under an element of the window. */
function emitLoadPixels(type: string): string[] {
  return [
    '// Four pixels of a row, as far apart as the stride, with zeros outside of the image.',
    ...block(
      `inline float4 load_pixels(device const ${type} *row, int x, constant Window &w)`,
      lines(`
        if (w.stride_x == 1 && x >= 0 && x + 4 <= w.extent_x)
            return ${asFloats(type, `${type}4(*(device const packed_${type}4 *)(row + x))`)};
        float4 quad = float4(0);
        for (uint i = 0; i < 4; i++) {
            const int at = x + int(i) * w.stride_x;
            if (uint(at) < uint(w.extent_x))
                quad[i] = float(row[at]);
        }
        return quad;
      `),
    ),
  ];
}

/** The loops over the rows of the window, with a body for those that are inside of the image. */
function emitRows(body: Lines): string[] {
  return block('for (int tap_z = 0; tap_z < window.window_z; tap_z++)', [
    ...block('for (int tap_y = 0; tap_y < window.window_y; tap_y++)', [
      ...lines(`
        const int z = front + tap_z * window.dilation_z, y = top + tap_y * window.dilation_y;
        if (uint(z) >= uint(window.extent_z) || uint(y) >= uint(window.extent_y))
            continue;
        const int line_of_window = tap_z * window.window_y + tap_y;
      `),
      ...body,
    ]),
  ]);
}

const CORNER: Lines = lines(`
  // Where the window begins: its left, top and front.
  const int left = int(first) * window.stride_x - window.before_x;
  const int top = int(line % window.positions_y) * window.stride_y - window.before_y;
  const int front = int(line / window.positions_y % window.positions_z) * window.stride_z - window.before_z;
`);

function emitChannelsLast({ type, epilogue }: DirectText): string[] {
  return [
    ...lines(`
      // Four filters at the first pixel of this thread and its neighbours, in a row of an image.
      const uint o = position.x * 4, line = position.y, first = position.z * PIXELS;
      const uint filters = own_filters * window.groups;
      if (o >= filters)
          return;
    `),
    ...CORNER,
    ...lines(`
      X += int(line / window.positions_y / window.positions_z) * window.pitch_n;
      float4 sums[PIXELS];
      for (uint i = 0; i < PIXELS; i++)
          sums[i] = 0.0f;
    `),
    ...emitRows(
      lines(`
        for (int tap_x = 0; tap_x < window.window_x; tap_x++) {
            const int x = left + tap_x * window.dilation_x, tap = line_of_window * window.window_x + tap_x;
            device const ${type} *row = X + (z * window.pitch_z + y * window.pitch_y);
            for (int c = 0; c < window.channels; c++) {
                const float4 weights = ${asFloats(type, 'load_quad(W + (tap * window.channels + c) * int(filters), o, filters, whole)')};
                for (uint i = 0; i < PIXELS; i++) {
                    const int at = x + int(i) * window.stride_x;
                    if (uint(at) < uint(window.extent_x))
                        sums[i] += weights * load_channels(row + at * window.pitch_x, o, c, filters, own_filters, window);
                }
            }
        }
      `),
    ),
    ...lines(`
      const float4 added = ${epilogue.bias ? asFloats(type, 'load_quad(bias, o, filters, whole)') : 'float4(0.0f)'};
      for (uint i = 0; i < PIXELS; i++)
          if (first + i < uint(window.positions_x))
              store_quad(Y + (line * window.positions_x + first + i) * filters, o, filters, whole,
                         finish(sums[i], float4(0.0f), added, 1.0f, 0.0f));
    `),
  ];
}

function emitChannelsFirst({ type, epilogue }: DirectText): string[] {
  return [
    ...lines(`
      // One filter at four pixels of a row of an image.
      const uint first = position.x * 4, line = position.y, filters = own_filters * window.groups;
      const uint o = position.z % filters, image = position.z / filters;
      if (first >= uint(window.positions_x))
          return;
    `),
    ...CORNER,
    ...lines(`
      const int taps = window.window_z * window.window_y * window.window_x;
      X += int(image) * window.pitch_n + int(o / own_filters) * window.channels * window.pitch_c;
      W += int(o) * window.channels * taps;
      float4 sums = float4(0.0f);
    `),
    ...block('for (int c = 0; c < window.channels; c++)', [
      ...emitRows(
        lines(`
          device const ${type} *row = X + (c * window.pitch_c + z * window.pitch_z + y * window.pitch_y);
          device const ${type} *weights = W + (c * taps + line_of_window * window.window_x);
          for (int tap_x = 0; tap_x < window.window_x; tap_x++)
              sums += float(weights[tap_x]) * load_pixels(row, left + tap_x * window.dilation_x, window);
        `),
      ),
    ]),
    ...lines(`
      const float4 added = float4(${epilogue.bias ? 'float(bias[o])' : '0.0f'});
      const uint lines = window.positions_z * window.positions_y;
      store_quad(Y + (position.z * lines + line) * window.positions_x, first, window.positions_x, whole,
                 finish(sums, float4(0.0f), added, 1.0f, 0.0f));
    `),
  ];
}
