import { SIMD_WIDTH, TILE } from '../../msl/kernel.ts';
import { indent, type Lines, lines } from '../../msl/text.ts';
import { ACCUMULATE, emitLoadWeights } from './accumulate.ts';
import { emitMultiply } from './multiply.ts';
import type { BlockPass } from './parameters.ts';

/** How tiles are read: whole ones at once, and those that cross an edge through a strip in threadgroup memory. */
const LOADS: Lines = lines(`
  // Reads the 8x8 tile at (row, column) of a matrix, transposed if TURN. Memory holds the matrix or its
  // transpose. The whole tile is inside the matrix.
  template <bool STORED_TRANSPOSED, bool TURN>
  inline void load_tile(thread ElementTile &tile, device const Element *matrix, uint row, uint column,
                        uint rows, uint columns) {
      if (STORED_TRANSPOSED)
          simdgroup_load(tile, matrix + column * rows + row, rows, ulong2(0, 0), !TURN);
      else
          simdgroup_load(tile, matrix + row * columns + column, columns, ulong2(0, 0), TURN);
  }

  // Copies COUNT rows of 8 columns to threadgroup memory, with zeros for columns before \`from\` and beyond the
  // matrix's edges.
  template <uint COUNT, bool STORED_TRANSPOSED>
  inline void copy_strip(threadgroup Element *strip, device const Element *matrix, uint row, uint column,
                         uint from, uint rows, uint columns, ushort lane) {
      for (uint i = lane; i < COUNT; i += ${SIMD_WIDTH}) {
          for (uint j = 0; j < 8; j++) {
              const uint r = row + i, c = column + j;
              const uint at = STORED_TRANSPOSED ? c * rows + r : r * columns + c;
              const bool there = r < rows && c >= from && c < columns;
              strip[i * 8 + j] = there ? matrix[at] : Element(0);
          }
      }
  }
`);

/**
 * Whole tiles of float are written at once. Others go through threadgroup memory, where they are converted and clipped.
 */
function emitStoreTile(isFloat: boolean): string[] {
  return [
    '// Writes tile j of a part of the columns to the rows of a matrix from `row` on, except for what is outside of',
    '// the matrix, rows before `first`, which another SIMD-group writes, and columns of the tile before. The tile',
    '// belongs to all lanes of the SIMD-group, so all of them take the same branches.',
    'template <bool STORED_TRANSPOSED>',
    'inline void store_tile(simdgroup_float8x8 tile, device Element *matrix, threadgroup float *edge, uint row,',
    '                       uint first, uint part, uint j, uint rows, uint columns, ushort lane) {',
    '    const uint column = whole ? tile_column(part, j, columns) : part + j * 8;',
    ...indent(isFloat ? [...STORE_WHOLE, ...STORE_CUT] : STORE_CUT),
    '}',
  ];
}

const STORE_WHOLE: Lines = lines(`
  if (row >= first && row + 8 <= rows && column == part + j * 8 && column + 8 <= columns) {
      if (STORED_TRANSPOSED)
          simdgroup_store(tile, matrix + column * rows + row, rows, ulong2(0, 0), true);
      else
          simdgroup_store(tile, matrix + row * columns + column, columns);
      return;
  }
`);

const STORE_CUT: Lines = lines(`
  simdgroup_store(tile, edge, 8);
  simdgroup_barrier(mem_flags::mem_threadgroup);
  for (uint i = lane; i < ${TILE ** 2}; i += ${SIMD_WIDTH}) {
      const uint r = row + i / 8, c = column + i % 8;
      if (r >= first && r < rows && c >= part + j * 8 && c < columns)
          matrix[STORED_TRANSPOSED ? c * rows + r : r * columns + c] = Element(edge[i]);
  }
  simdgroup_barrier(mem_flags::mem_threadgroup);
`);

/** The functions for tiles, each a part of the source. */
export function tileFunctions(pass: BlockPass, isFloat: boolean): Lines[] {
  return [
    LOADS,
    emitMultiply(pass === 'dq' ? 'A' : 'B'),
    emitLoadWeights(pass === 'dkv'),
    ACCUMULATE,
    emitStoreTile(isFloat),
  ];
}
