import { DTYPE, type FloatDType } from '../msl/dtype.ts';
import { tileType } from '../msl/kernel.ts';
import { block, indent, type Lines, lines } from '../msl/text.ts';

const STEPS = 'const uint down = transposed ? 1 : stride, across = transposed ? stride : 1;';
const IS_WHOLE = 'whole || (row + 8 <= rows && column + 8 <= columns)';
/** Where a tile is, for functions that read and write one. */
const TILE_PARAMETERS =
  'uint row, uint column, uint rows, uint columns, bool whole, bool transposed, ushort lane';

/** Where a lane's two elements of a tile are: Apple's order of thread_elements(). */
export const LANE_PLACE: Lines = lines(`
  // The row (y) and the column (x) of the first of a lane's two elements in a tile.
  inline ushort2 place_of(ushort lane) {
      return ushort2((lane >> 1 & 4) | (lane << 1 & 2), (lane >> 2 & 4) | (lane >> 1 & 3));
  }
`);

/** How a whole tile is read: by the SIMD-group together, or by each lane where the order of its elements is known. */
export type TileLoad = 'simdgroup' | 'lanes';

function readWhole(by: TileLoad, type: string): string[] {
  if (by === 'simdgroup') {
    return [
      'simdgroup_load(tile, block + row * down + column * across, stride, ulong2(0), transposed);',
      'return;',
    ];
  }
  return [
    '// All tiles are at constant offsets from the first elements of this lane in the block.',
    'const ushort2 place = place_of(lane);',
    `device const ${type} *own = block + place.y * down + place.x * across + (row * down + column * across);`,
    `tile.thread_elements() = transposed ? ${type}2(own[0], own[across]) : ${type}2(*(device const packed_${type}2 *)own);`,
    'return;',
  ];
}

/**
 * `load_tile(tile, block, stride, edge, row, column, rows, columns, whole, transposed, lane)`: whole tiles are loaded at
 * once, without a guard if `whole` is true. A tile that crosses an edge or has to be converted goes through threadgroup
 * memory, element by element.
 */
export function emitLoadTile(dtype: FloatDType, operand: FloatDType, by: TileLoad = 'simdgroup'): string[] {
  const [from, to] = [DTYPE[dtype].msl, DTYPE[operand].msl];
  return [
    '// Reads the 8x8 tile at (row, column) of a block, of which `rows` and `columns` are in the matrix, with zeros',
    '// beyond. In memory, rows are `stride` apart, or the columns if the matrix is transposed. All lanes of the',
    '// SIMD-group take the same branches.',
    ...block(
      `inline void load_tile(thread ${tileType(operand)} &tile, device const ${from} *block, uint stride, threadgroup float *edge, ${TILE_PARAMETERS})`,
      [
        STEPS,
        ...(dtype === operand ? block(`if (${IS_WHOLE})`, readWhole(by, from)) : []),
        `threadgroup ${to} *copy = (threadgroup ${to} *)edge;`,
        ...block('for (uint i = lane; i < 64; i += 32)', [
          'const uint r = row + i / 8, c = column + i % 8;',
          `copy[i] = r < rows && c < columns ? ${to}(block[r * down + c * across]) : ${to}(0);`,
        ]),
        'simdgroup_barrier(mem_flags::mem_threadgroup);',
        'simdgroup_load(tile, copy, 8);',
        'simdgroup_barrier(mem_flags::mem_threadgroup);',
      ],
    ),
  ];
}

/**
 * `store_tile(tile, block, stride, edge, first, row, …)`: the reverse, without the rows before `first`. Sums are float;
 * for another data type, a tile is converted element by element.
 */
export function emitStoreTile(dtype: FloatDType): string[] {
  const type = DTYPE[dtype].msl;
  const whole = block(`if (row >= first && (${IS_WHOLE}))`, [
    'simdgroup_store(tile, block + row * down + column * across, stride, ulong2(0), transposed);',
    'return;',
  ]);
  return [
    '// Writes the 8x8 tile at (row, column) of a block, except for what is beyond the edges of the matrix, and for',
    '// rows before `first`, which another SIMD-group writes.',
    ...block(
      `inline void store_tile(simdgroup_float8x8 tile, device ${type} *block, uint stride, threadgroup float *edge, uint first, ${TILE_PARAMETERS})`,
      [
        STEPS,
        ...(dtype === 'f32' ? whole : []),
        'simdgroup_store(tile, edge, 8);',
        'simdgroup_barrier(mem_flags::mem_threadgroup);',
        ...block('for (uint i = lane; i < 64; i += 32)', [
          'const uint r = row + i / 8, c = column + i % 8;',
          'if (r >= first && r < rows && c < columns)',
          `    block[r * down + c * across] = ${type}(edge[i]);`,
        ]),
        'simdgroup_barrier(mem_flags::mem_threadgroup);',
      ],
    ),
  ];
}

/**
 * `stage(staged, pitch, block, stride, rows, columns, height, width, whole, transposed, thread)`: all threads of the
 * threadgroup copy a block to threadgroup memory, where it is row-major.
 */
export function emitStage(dtype: FloatDType, operand: FloatDType): string[] {
  const [from, to] = [DTYPE[dtype].msl, DTYPE[operand].msl];
  return [
    '// Copies a block to threadgroup memory, with zeros beyond the `rows` and `columns` that are in the matrix.',
    '// Each thread copies elements that are contiguous in memory.',
    ...block(
      `inline void stage(threadgroup ${to} *staged, uint pitch, device const ${from} *block, uint stride, uint rows, uint columns, uint height, uint width, bool whole, bool transposed, ushort thread_index)`,
      [
        STEPS,
        'const uint lines = transposed ? width : height, length = transposed ? height : width;',
        'for (uint i = thread_index; i < lines; i += THREADS)',
        ...indent(
          block('for (uint j = 0; j < length; j++)', [
            'const uint y = transposed ? j : i, x = transposed ? i : j;',
            'const bool there = whole || (y < rows && x < columns);',
            `staged[y * pitch + x] = there ? ${to}(block[y * down + x * across]) : ${to}(0);`,
          ]),
        ),
      ],
    ),
  ];
}
