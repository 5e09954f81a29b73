import { block, indent, type Lines, lines } from '../msl/text.ts';
import { SIMD_WIDTH, TILE } from './backward-parameters.ts';

/** Whole tiles come in at once; a tile that crosses an edge goes through threadgroup memory, element by element. */
export const LOAD_TILE: Lines = lines(`
  // Reads the 8x8 tile at (row, column) of a matrix in memory, transposed on its way if TURN, with zeros in place
  // of what lies beyond the matrix's edges. All lanes of the SIMD-group take the same way through here.
  template <bool WHOLE, bool TURN>
  inline void load_stored(thread ElementTile &tile, device const Element *matrix, threadgroup Element *edge,
                          uint row, uint column, uint rows, uint columns, ushort lane) {
      if (WHOLE || (row + 8 <= rows && column + 8 <= columns)) {
          simdgroup_load(tile, matrix + row * columns + column, columns, ulong2(0, 0), TURN);
          return;
      }
      for (uint i = lane; i < ${TILE ** 2}; i += ${SIMD_WIDTH}) {
          const bool there = row + i / 8 < rows && column + i % 8 < columns;
          edge[i] = there ? matrix[(row + i / 8) * columns + column + i % 8] : Element(0);
      }
      simdgroup_barrier(mem_flags::mem_threadgroup);
      simdgroup_load(tile, edge, 8, ulong2(0, 0), TURN);
      simdgroup_barrier(mem_flags::mem_threadgroup);
  }

  // The same of a matrix of which memory holds the transpose if STORED_TRANSPOSED; the tile's rows and columns,
  // and the matrix's, are those of the matrix itself.
  template <bool WHOLE, bool STORED_TRANSPOSED, bool TURN>
  inline void load_tile(thread ElementTile &tile, device const Element *matrix, threadgroup Element *edge,
                        uint row, uint column, uint rows, uint columns, ushort lane) {
      if (STORED_TRANSPOSED)
          load_stored<WHOLE, !TURN>(tile, matrix, edge, column, row, columns, rows, lane);
      else
          load_stored<WHOLE, TURN>(tile, matrix, edge, row, column, rows, columns, lane);
  }
`);

/** Both products that weights are made of: Q·Kᵀ and dO·Vᵀ, or their transposes. */
export const MULTIPLY_ROWS: Lines = lines(`
  // product = A·Bᵀ for ROWS rows of A and STEP rows of B, over the whole head dimension:
  //
  // for each 8 of the head dimension:
  //     load a column of A's tiles and a row of Bᵀ's; add the product of each with each to the sums
  template <bool WHOLE, bool A_TRANSPOSED, bool B_TRANSPOSED>
  inline void multiply_rows(threadgroup float *product, device const Element *A, uint first_a, uint rows_a,
                            device const Element *B, uint first_b, uint rows_b, uint head,
                            threadgroup Element *edge, ushort lane) {
      simdgroup_float8x8 sums[TILES_ROWS][TILES_STEP];
      for (uint i = 0; i < TILES_ROWS; i++)
          for (uint j = 0; j < TILES_STEP; j++)
              sums[i][j] = make_filled_simdgroup_matrix<float, 8, 8>(0.0f);
      for (uint k = 0; k < head; k += 8) {
          ElementTile a[TILES_ROWS], b[TILES_STEP];
          for (uint i = 0; i < TILES_ROWS; i++)
              load_tile<WHOLE, A_TRANSPOSED, false>(a[i], A, edge, first_a + i * 8, k, rows_a, head, lane);
          for (uint j = 0; j < TILES_STEP; j++)
              load_tile<WHOLE, B_TRANSPOSED, true>(b[j], B, edge, first_b + j * 8, k, rows_b, head, lane);
          for (uint i = 0; i < TILES_ROWS; i++)
              for (uint j = 0; j < TILES_STEP; j++)
                  simdgroup_multiply_accumulate(sums[i][j], a[i], b[j], sums[i][j]);
      }
      for (uint i = 0; i < TILES_ROWS; i++)
          for (uint j = 0; j < TILES_STEP; j++)
              simdgroup_store(sums[i][j], product + i * 8 * PITCH + j * 8, PITCH);
  }
`);

/** What weights are used for: dQ += dS·K, dK += dSᵀ·Q, dV += Pᵀ·dO. */
export const ACCUMULATE: Lines = lines(`
  // sums += weights·B for HEAD columns of B, whose rows from first_b on belong to the columns of the weights.
  template <bool WHOLE, bool B_TRANSPOSED>
  inline void accumulate(thread simdgroup_float8x8 (&sums)[TILES_ROWS][TILES_HEAD],
                         const threadgroup float *weights, device const Element *B, uint first_b, uint rows_b,
                         uint first_column, uint head, threadgroup Element *edge, ushort lane) {
      for (uint k = 0; k < STEP; k += 8) {
          simdgroup_float8x8 a[TILES_ROWS];
          ElementTile b[TILES_HEAD];
          for (uint i = 0; i < TILES_ROWS; i++)
              simdgroup_load(a[i], weights + i * 8 * PITCH + k, PITCH);
          for (uint j = 0; j < TILES_HEAD; j++)
              load_tile<WHOLE, B_TRANSPOSED, false>(b[j], B, edge, first_b + k, first_column + j * 8, rows_b, head,
                                                    lane);
          for (uint i = 0; i < TILES_ROWS; i++)
              for (uint j = 0; j < TILES_HEAD; j++)
                  simdgroup_multiply_accumulate(sums[i][j], a[i], b[j], sums[i][j]);
      }
  }
`);

/** Of float, whole tiles go out at once; others go through threadgroup memory, where they are converted and cut. */
export function emitStoreTile(isFloat: boolean): string[] {
  return [
    '// Writes the 8x8 tile at (row, column) of a matrix, without what lies beyond its edges. The tile belongs to all',
    '// lanes of the SIMD-group, and all of them take the same way through here.',
    'template <bool STORED_TRANSPOSED>',
    'inline void store_tile(simdgroup_float8x8 tile, device Element *matrix, threadgroup float *edge,',
    '                       uint row, uint column, uint rows, uint columns, ushort lane) {',
    ...indent(isFloat ? [...STORE_WHOLE, ...STORE_CUT] : STORE_CUT),
    '}',
  ];
}

const STORE_WHOLE: Lines = lines(`
  if (row + 8 <= rows && column + 8 <= columns) {
      if (STORED_TRANSPOSED)
          simdgroup_store(tile, matrix + column * rows + row, rows, ulong2(0, 0), true);
      else
          simdgroup_store(tile, matrix + row * columns + column, columns);
      return;
  }
`);

const STORE_CUT: Lines = lines(`
  if (row >= rows || column >= columns)
      return;
  simdgroup_store(tile, edge, 8);
  simdgroup_barrier(mem_flags::mem_threadgroup);
  for (uint i = lane; i < ${TILE ** 2}; i += ${SIMD_WIDTH}) {
      const uint r = row + i / 8, c = column + i % 8;
      if (r < rows && c < columns)
          matrix[STORED_TRANSPOSED ? c * rows + r : r * columns + c] = Element(edge[i]);
  }
  simdgroup_barrier(mem_flags::mem_threadgroup);
`);

/** A statement for each tile [i][j] of the sums. */
export function forTiles(body: Lines): string[] {
  return [
    'for (uint i = 0; i < TILES_ROWS; i++)',
    ...indent(block('for (uint j = 0; j < TILES_HEAD; j++)', body)),
  ];
}
