import { emitLoadQuad } from '../../gemm/loads.ts';
import { type Epilogue, emitFinish } from '../../msl/epilogue.ts';
import { emitConstants, emitKernel, emitPreamble, SIMD_WIDTH } from '../../msl/kernel.ts';
import { type Lines, lines, sourceText } from '../../msl/text.ts';
import { asFloats, emitStoreQuad } from '../quads.ts';
import { describePoints, type Points } from './points.ts';
import type { Tile } from './tile.ts';
import { emitBothWays, emitTransforms } from './transform-text.ts';

/** What the text of a transform depends on. */
export interface TransformText {
  readonly tile: Tile;
  readonly points: Points;
  /** Whether a thread takes four channels of a pixel, or one. */
  readonly vector: 1 | 4;
  /** The MSL types of the data and the weights, and of the products. */
  readonly type: string;
  readonly productType: string;
  readonly epilogue: Epilogue;
}

/** Threads of a threadgroup. */
export const TRANSFORM_THREADS = SIMD_WIDTH * 2;

const SIZES: Lines = lines(`
  // Lengths are in elements. A slice is the tiles that go through scratch memory together.
  struct TransformSizes {
      int extent_y, extent_x;             // of an image
      int pitch_n, pitch_y, pitch_x;      // from one image, row and pixel to the next
      int pitch_c;                        // from one channel to the next
      uint channels;                      // of the images
      uint tiles_y, tiles_x;              // of an image
      int before_y, before_x;             // from the first tile to the beginning of an image
      uint first, tiles;                  // of the slice
      uint lanes;                         // channels, in vectors
      uint tile_pitch, lane_pitch;        // of scratch memory, from one tile and vector to the next
      uint point_pitch;                   // from one point to the next
  };
`);

function constantsOf({ tile, vector }: TransformText): string[] {
  return emitConstants({
    POINTS_Y: tile.pointsY,
    POINTS_X: tile.pointsX,
    OUTPUTS_Y: tile.y.m,
    OUTPUTS_X: tile.x.m,
    VECTOR: vector,
  });
}

/** A thread's vector of channels and tile: neighbouring threads are neighbours in memory. */
function emitPlace({ vector }: TransformText): string[] {
  return lines(`
    const uint lane = position.${vector === 4 ? 'x' : 'y'}, tile = position.${vector === 4 ? 'y' : 'x'};
    if (lane >= sizes.lanes || tile >= sizes.tiles)
        return;
    const uint c = lane * VECTOR, at = sizes.first + tile;
    const uint line = at / sizes.tiles_x;
    const int first_x = int(at % sizes.tiles_x) * OUTPUTS_X - sizes.before_x;
    const int first_y = int(line % sizes.tiles_y) * OUTPUTS_Y - sizes.before_y;
  `);
}

const vectorType = (type: string, vector: number) => (vector === 1 ? type : `${type}${vector}`);

function formula({ tile }: TransformText): string {
  return `F(${tile.y.m}x${tile.x.m}, ${tile.y.r}x${tile.x.r})`;
}

/** `transform_input`: V, every tile of the images at all points. */
export function inputSource(text: TransformText): string {
  const { tile, points, vector, type } = text;
  const wide = vectorType('float', vector);
  const loaded =
    vector === 1 ? `float(pixel[0])` : asFloats(type, 'load_quad(pixel, c, sizes.channels, whole)');
  const transforms = emitTransforms('to_points', [tile.y.input, tile.x.input], 'B^T');
  return sourceText(
    lines(`
      // transform_input: V = B^T d B, the tiles d of all images at the points of ${formula(text)}:
      // ${describePoints(points, tile)}.
    `),
    emitPreamble('metal_stdlib'),
    SIZES,
    lines(`
      // True if channels are whole vectors.
      constant bool whole [[function_constant(0)]];
    `),
    constantsOf(text),
    ...transforms.functions,
    ...(vector === 1 ? [] : [emitLoadQuad([type])]),
    [
      ...lines(`
        // load a tile of ${vector === 1 ? 'a channel' : 'four channels'}, with zeros outside of the image
        // transform its columns, then its rows; write each point to its own matrix
      `),
      ...emitKernel(
        {
          functionName: 'transform_input',
          threads: TRANSFORM_THREADS,
          parameters: [
            `device const ${type} *X [[buffer(0)]]`,
            `device ${type} *V [[buffer(1)]]`,
            'constant TransformSizes &sizes [[buffer(2)]]',
            'uint3 position [[thread_position_in_grid]]',
          ],
        },
        [
          ...emitPlace(text),
          ...lines(`
            X += int(line / sizes.tiles_y) * sizes.pitch_n${vector === 1 ? ' + int(c) * sizes.pitch_c' : ''};
            ${wide} d[POINTS_Y][POINTS_X];
            for (uint i = 0; i < POINTS_Y; i++) {
                for (uint j = 0; j < POINTS_X; j++) {
                    const int y = first_y + int(i), x = first_x + int(j);
                    d[i][j] = 0.0f;
                    if (uint(y) < uint(sizes.extent_y) && uint(x) < uint(sizes.extent_x)) {
                        device const ${type} *pixel = X + (y * sizes.pitch_y + x * sizes.pitch_x);
                        d[i][j] = ${loaded};
                    }
                }
            }
          `),
          ...emitBothWays(
            wide,
            { from: ['POINTS_Y', 'POINTS_X'], to: ['POINTS_Y', 'POINTS_X'] },
            transforms.names,
            ['d', 'v'],
          ),
          ...lines(`
            V += tile * sizes.tile_pitch + lane * sizes.lane_pitch;
            for (uint i = 0; i < POINTS_Y; i++)
                for (uint j = 0; j < POINTS_X; j++)
                    ${emitWrite('V + (i * POINTS_X + j) * sizes.point_pitch', 'v[i][j]', type, vector)}
          `),
        ],
      ),
    ],
  );
}

/** A statement that writes a vector. */
function emitWrite(pointer: string, value: string, type: string, vector: number): string {
  const converted = type === 'float' ? value : `${vectorType(type, vector)}(${value})`;
  return vector === 1
    ? `*(${pointer}) = ${converted};`
    : `*(device packed_${type}4 *)(${pointer}) = packed_${type}4(${converted});`;
}

/** `transform_weights`: U, every window of weights at all points. */
export function weightSource(text: TransformText): string {
  const { tile, type, points, vector } = text;
  const transforms = emitTransforms('to_points', [tile.y.weights, tile.x.weights], 'G');
  return sourceText(
    lines(`
      // transform_weights: U = G g G^T, the windows g of all filters and channels at the points of ${formula(text)}:
      // ${describePoints(points, tile)}.
    `),
    emitPreamble('metal_stdlib'),
    lines(`
      // Lengths are in elements.
      struct WeightSizes {
          uint filters, channels;           // beyond them, weights are zeros
          uint rows, columns;               // of a matrix of U
          int first;                        // the first element of the first window
          int pitch_o, pitch_c;             // from one filter and channel to the next
          int pitch_y, pitch_x;             // from one row and element of the window to the next
      };
    `),
    emitConstants({ POINTS_Y: tile.pointsY, POINTS_X: tile.pointsX, WINDOW_Y: tile.y.r, WINDOW_X: tile.x.r }),
    ...transforms.functions,
    [
      ...lines(`
        // load the window of a filter in a channel
        // transform its columns, then its rows; write each point to its own matrix
      `),
      ...emitKernel(
        {
          functionName: 'transform_weights',
          threads: TRANSFORM_THREADS,
          parameters: [
            `device const ${type} *W [[buffer(0)]]`,
            `device ${type} *U [[buffer(1)]]`,
            'constant WeightSizes &sizes [[buffer(2)]]',
            'uint2 position [[thread_position_in_grid]]',
          ],
        },
        [
          ...lines(`
            const uint row = position.y, column = position.x;
            if (column >= sizes.columns)
                return;
            const uint o = ${vector === 4 ? 'column' : 'row'}, c = ${vector === 4 ? 'row' : 'column'};
            const bool inside = o < sizes.filters && c < sizes.channels;
            const int first = sizes.first + int(o) * sizes.pitch_o + int(c) * sizes.pitch_c;
            float g[WINDOW_Y][WINDOW_X];
            for (uint i = 0; i < WINDOW_Y; i++)
                for (uint j = 0; j < WINDOW_X; j++)
                    g[i][j] = inside ? float(W[first + int(i) * sizes.pitch_y + int(j) * sizes.pitch_x]) : 0.0f;
          `),
          ...emitBothWays(
            'float',
            { from: ['WINDOW_Y', 'WINDOW_X'], to: ['POINTS_Y', 'POINTS_X'] },
            transforms.names,
            ['g', 'u'],
          ),
          ...lines(`
            U += row * sizes.columns + column;
            for (uint i = 0; i < POINTS_Y; i++)
                for (uint j = 0; j < POINTS_X; j++)
                    U[(i * POINTS_X + j) * (sizes.rows * sizes.columns)] = ${type === 'float' ? 'u[i][j]' : `${type}(u[i][j])`};
          `),
        ],
      ),
    ],
  );
}

/** `transform_output`: Y, from the products of all points. */
export function outputSource(text: TransformText): string {
  const { tile, type, productType, vector, epilogue } = text;
  const wide = vectorType('float', vector);
  const read = (pointer: string, of: string) =>
    vector === 1
      ? `float(*(${pointer}))`
      : asFloats(of, `${of}4(*(device const packed_${of}4 *)(${pointer}))`);
  const bias = vector === 1 ? 'float(bias[c])' : asFloats(type, 'load_quad(bias, c, sizes.channels, whole)');
  const transforms = emitTransforms('to_outputs', [tile.y.output, tile.x.output], 'A^T');
  return sourceText(
    lines(`
      // transform_output: Y = A^T m A through the epilogue, from the products m of all points of ${formula(text)}.
    `),
    emitPreamble('metal_stdlib'),
    SIZES,
    lines(`
      // True if filters are whole vectors.
      constant bool whole [[function_constant(0)]];
    `),
    constantsOf(text),
    ...transforms.functions,
    ...(epilogue.bias && vector === 4 ? [emitLoadQuad([type])] : []),
    emitFinish(epilogue),
    ...(vector === 1 ? [] : [emitStoreQuad(type)]),
    [
      ...lines(`
        // load the products of a tile at all points
        // transform their columns, then their rows; write the outputs that are inside of the image
      `),
      ...emitKernel(
        {
          functionName: 'transform_output',
          threads: TRANSFORM_THREADS,
          parameters: [
            `device const ${productType} *M [[buffer(0)]]`,
            `device ${type} *Y [[buffer(1)]]`,
            'constant TransformSizes &sizes [[buffer(2)]]',
            ...(epilogue.bias ? [`device const ${type} *bias [[buffer(3)]]`] : []),
            'uint3 position [[thread_position_in_grid]]',
          ],
        },
        [
          ...emitPlace(text),
          ...lines(`
            M += tile * sizes.tile_pitch + lane * sizes.lane_pitch;
            ${wide} m[POINTS_Y][POINTS_X];
            for (uint i = 0; i < POINTS_Y; i++)
                for (uint j = 0; j < POINTS_X; j++)
                    m[i][j] = ${read('M + (i * POINTS_X + j) * sizes.point_pitch', productType)};
          `),
          ...emitBothWays(
            wide,
            { from: ['POINTS_Y', 'POINTS_X'], to: ['OUTPUTS_Y', 'OUTPUTS_X'] },
            transforms.names,
            ['m', 'y'],
          ),
          ...lines(`
            const ${wide} added = ${epilogue.bias ? bias : `${wide}(0.0f)`};
            Y += int(line / sizes.tiles_y) * sizes.pitch_n${vector === 1 ? ' + int(c) * sizes.pitch_c' : ''};
            for (uint i = 0; i < OUTPUTS_Y; i++) {
                for (uint j = 0; j < OUTPUTS_X; j++) {
                    const int row = first_y + int(i), column = first_x + int(j);
                    if (row >= sizes.extent_y || column >= sizes.extent_x)
                        continue;
                    const ${wide} finished = finish(y[i][j], ${wide}(0.0f), added, 1.0f, 0.0f);
                    device ${type} *pixel = Y + (row * sizes.pitch_y + column * sizes.pitch_x);
                    ${vector === 1 ? emitWrite('pixel', 'finished', type, vector) : 'store_quad(pixel, c, sizes.channels, whole, finished);'}
                }
            }
          `),
        ],
      ),
    ],
  );
}
