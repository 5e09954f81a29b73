import type { Epilogue } from '../../msl/epilogue.ts';
import { emitConstants, emitKernel, emitPreamble, SIMD_WIDTH } from '../../msl/kernel.ts';
import { type Lines, lines, sourceText } from '../../msl/text.ts';
import type { Points } from './points.ts';
import type { Tile } from './tile.ts';

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

/** A kernel in which every thread transforms something of its own. */
interface TransformKernel {
  readonly functionName: string;
  readonly header: Lines;
  /** Structs, constants and functions. */
  readonly declarations: readonly Lines[];
  /** Pseudocode. */
  readonly steps: Lines;
  readonly parameters: Lines;
  readonly body: Lines;
}

export function transformSource(kernel: TransformKernel): string {
  const { functionName, header, declarations, steps, body } = kernel;
  const parameters = [...kernel.parameters, 'uint3 position [[thread_position_in_grid]]'];
  return sourceText(header, emitPreamble('metal_stdlib'), ...declarations, [
    ...steps,
    ...emitKernel({ functionName, threads: TRANSFORM_THREADS, parameters }, body),
  ]);
}

const SIZES: Lines = lines(`
  // Lengths are in elements. A slice is the tiles that go through scratch memory together.
  struct TransformSizes {
      uint depth;                    // of an image, the layers of which are convolved on their own
      int extent_y, extent_x;        // of a layer
      int pitch_n, pitch_z;          // from one image and layer to the next
      int pitch_y, pitch_x, pitch_c; // from one row, pixel and channel to the next
      uint channels;                 // of a group
      uint tiles_y, tiles_x;         // of a layer
      int before_y, before_x;        // from the first tile to the beginning of a layer
      uint first, tiles;             // of the slice
      uint lanes;                    // channels of a group, in vectors
      uint tile_pitch, lane_pitch;   // of scratch memory, from one tile and vector to the next
      uint group_pitch, point_pitch; // from one group and point to the next
  };
`);

/** What the transforms of inputs and of products have in common: a tile of a slice per thread. */
export function tileSource(
  { tile, vector }: TransformText,
  { whole, ...kernel }: TransformKernel & { readonly whole: 'channels' | 'filters' },
): string {
  const [lane, at] = vector === 4 ? ['x', 'y'] : ['y', 'x'];
  return transformSource({
    ...kernel,
    declarations: [
      SIZES,
      lines(`
        // True if the ${whole} of a group are whole vectors.
        constant bool whole [[function_constant(0)]];
      `),
      emitConstants({
        POINTS_Y: tile.pointsY,
        POINTS_X: tile.pointsX,
        OUTPUTS_Y: tile.y.m,
        OUTPUTS_X: tile.x.m,
        VECTOR: vector,
      }),
      ...kernel.declarations,
    ],
    parameters: [
      ...kernel.parameters.slice(0, 2),
      'constant TransformSizes &sizes [[buffer(2)]]',
      ...kernel.parameters.slice(2),
    ],
    body: [
      ...lines(`
        // A vector of channels and a tile: neighbouring threads are neighbours in memory.
        const uint lane = position.${lane}, tile = position.${at}, group = position.z;
        if (lane >= sizes.lanes || tile >= sizes.tiles)
            return;
        const uint c = lane * VECTOR, at = sizes.first + tile;
        const uint line = at / sizes.tiles_x, layer = line / sizes.tiles_y;
        const int first_x = int(at % sizes.tiles_x) * OUTPUTS_X - sizes.before_x;
        const int first_y = int(line % sizes.tiles_y) * OUTPUTS_Y - sizes.before_y;
        const int image = int(layer / sizes.depth) * sizes.pitch_n + int(layer % sizes.depth) * sizes.pitch_z +
                          int(group * sizes.channels${vector === 1 ? ' + c' : ''}) * sizes.pitch_c;
        const uint scratch = group * sizes.group_pitch + tile * sizes.tile_pitch + lane * sizes.lane_pitch;
      `),
      ...kernel.body,
    ],
  });
}

/** The type of a vector of channels. */
export const vectorType = (type: string, vector: number) => (vector === 1 ? type : `${type}${vector}`);

/** "F(4x4, 3x3)". */
export function formula({ tile }: TransformText): string {
  return `F(${tile.y.m}x${tile.x.m}, ${tile.y.r}x${tile.x.r})`;
}

/** A statement that writes a vector. */
export function emitWrite(pointer: string, value: string, type: string, vector: number): string {
  const converted = type === 'float' ? value : `${vectorType(type, vector)}(${value})`;
  return vector === 1
    ? `*(${pointer}) = ${converted};`
    : `*(device packed_${type}4 *)(${pointer}) = packed_${type}4(${converted});`;
}
