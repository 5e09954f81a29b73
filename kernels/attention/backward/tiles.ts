import { forTiles, SIMD_WIDTH, TILE } from '../../msl/kernel.ts';
import { block, indent, type Lines, lines } from '../../msl/text.ts';
import type { BlockPass } from './parameters.ts';

/** How tiles come from memory: whole ones at once, those that cross an edge by way of a strip. */
const LOADS: Lines = lines(`
  // Reads the 8x8 tile at (row, column) of a matrix, transposed on its way if TURN. Memory holds the matrix, or
  // its transpose. The tile lies in the matrix as a whole.
  template <bool STORED_TRANSPOSED, bool TURN>
  inline void load_tile(thread ElementTile &tile, device const Element *matrix, uint row, uint column,
                        uint rows, uint columns) {
      if (STORED_TRANSPOSED)
          simdgroup_load(tile, matrix + column * rows + row, rows, ulong2(0, 0), !TURN);
      else
          simdgroup_load(tile, matrix + row * columns + column, columns, ulong2(0, 0), TURN);
  }

  // Copies COUNT rows of 8 columns to threadgroup memory, with zeros in place of columns before \`from\` and of
  // what lies beyond the matrix's edges.
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

const MULTIPLY_COMMENT: Lines = lines(`
  // product = A*B^T for QUERIES rows of A and KEYS rows of B, over the whole head dimension.
  //
  // for each 8 of the head dimension:
  //     load a column of A's tiles and a row of B^T's; add the product of each with each to the sums
  //
  // Where a matrix is smaller than a block, tiles go by way of strips.
`);

/** Both products that weights are made of: Q·Kᵀ and dO·Vᵀ. `fixed` is the matrix whose rows stay from step to step. */
function emitMultiply(fixed: 'A' | 'B'): string[] {
  const loadA = (column: string) =>
    `load_tile<A_TRANSPOSED, false>(a[i], A, query + i * 8, ${column}, queries, head);`;
  const loadB = (column: string) =>
    `load_tile<B_TRANSPOSED, true>(b[j], B, key + j * 8, ${column}, keys, head);`;
  const stripA = (strip: string) => `simdgroup_load(a[i], ${strip} + i * 64, 8);`;
  const stripB = (strip: string) => `simdgroup_load(b[j], ${strip} + j * 64, 8, ulong2(0, 0), true);`;
  return [
    ...MULTIPLY_COMMENT,
    'template <bool A_TRANSPOSED, bool B_TRANSPOSED>',
    'inline void multiply(threadgroup float *product, device const Element *A, uint query, uint queries,',
    '                     device const Element *B, uint key, uint keys, uint head,',
    ...block(
      '                     const threadgroup Element *tail, threadgroup Element *strips, ushort lane)',
      [
        'simdgroup_float8x8 sums[QUERIES / 8][KEYS / 8];',
        'ElementTile a[QUERIES / 8], b[KEYS / 8];',
        'for (uint i = 0; i < QUERIES / 8; i++)',
        '    for (uint j = 0; j < KEYS / 8; j++)',
        '        sums[i][j] = make_filled_simdgroup_matrix<float, 8, 8>(0.0f);',
        'uint k = 0;',
        ...block('for (; whole && k + 8 <= head; k += 8)', multiplyTiles(loadA('k'), loadB('k'))),
        ...block('if (whole && !even && k < head)', [
          ...(fixed === 'A'
            ? multiplyTiles(stripA('tail'), loadB('head - 8'))
            : multiplyTiles(loadA('head - 8'), stripB('tail'))),
        ]),
        ...block('for (; !whole && k < head; k += 8)', [
          'copy_strip<QUERIES, A_TRANSPOSED>(strips, A, query, k, k, queries, head, lane);',
          'copy_strip<KEYS, B_TRANSPOSED>(strips + QUERIES * 8, B, key, k, k, keys, head, lane);',
          'simdgroup_barrier(mem_flags::mem_threadgroup);',
          ...multiplyTiles(stripA('strips'), stripB('strips + QUERIES * 8')),
          'simdgroup_barrier(mem_flags::mem_threadgroup);',
        ]),
        'for (uint i = 0; i < QUERIES / 8; i++)',
        '    for (uint j = 0; j < KEYS / 8; j++)',
        '        simdgroup_store(sums[i][j], product + i * 8 * PITCH + j * 8, PITCH);',
      ],
    ),
  ];
}

function multiplyTiles(loadA: string, loadB: string): Lines {
  return [
    'for (uint i = 0; i < QUERIES / 8; i++)',
    `    ${loadA}`,
    'for (uint j = 0; j < KEYS / 8; j++)',
    `    ${loadB}`,
    ...forTiles('QUERIES / 8', 'KEYS / 8', [
      'simdgroup_multiply_accumulate(sums[i][j], a[i], b[j], sums[i][j]);',
    ]),
  ];
}

/** What weights are used for: dQ += dS·K, dK += dSᵀ·Q, dV += Pᵀ·dO. */
const ACCUMULATE: Lines = lines(`
  // Where tile j of a part of the columns begins: the last one may overlap the one before.
  inline uint tile_column(uint part, uint j, uint head) {
      return even ? part + j * 8 : min(part + j * 8, head - 8);
  }

  // sums += W*B for HEAD columns of B. W is a block of weights, or its transpose; its columns belong to STEP
  // rows of B. Where a matrix is smaller than a block, tiles go by way of strips.
  template <bool B_TRANSPOSED>
  inline void accumulate(thread simdgroup_float8x8 (&sums)[ROWS / 8][HEAD / 8],
                         const threadgroup float *weights, device const Element *B, uint row, uint rows,
                         uint part, uint head, threadgroup Element *strip, ushort lane) {
      simdgroup_float8x8 w[ROWS / 8];
      ElementTile b[HEAD / 8];
      for (uint k = 0; whole && k < STEP; k += 8) {
          for (uint i = 0; i < ROWS / 8; i++)
              load_weights(w[i], weights, i * 8, k);
          for (uint j = 0; j < HEAD / 8; j++)
              load_tile<B_TRANSPOSED, false>(b[j], B, row + k, tile_column(part, j, head), rows, head);
          for (uint i = 0; i < ROWS / 8; i++)
              for (uint j = 0; j < HEAD / 8; j++)
                  simdgroup_multiply_accumulate(sums[i][j], w[i], b[j], sums[i][j]);
      }
      for (uint j = 0; !whole && j < HEAD / 8; j++) {
          copy_strip<STEP, B_TRANSPOSED>(strip, B, row, part + j * 8, 0, rows, head, lane);
          simdgroup_barrier(mem_flags::mem_threadgroup);
          for (uint k = 0; k < STEP; k += 8) {
              simdgroup_load(b[j], strip + k * 8, 8);
              for (uint i = 0; i < ROWS / 8; i++) {
                  load_weights(w[i], weights, i * 8, k);
                  simdgroup_multiply_accumulate(sums[i][j], w[i], b[j], sums[i][j]);
              }
          }
          simdgroup_barrier(mem_flags::mem_threadgroup);
      }
  }
`);

/** Of dK and dV, rows belong to keys, which are the columns of the blocks. */
function emitLoadWeights(isTransposed: boolean): string[] {
  const [origin, turn] = isTransposed ? ['k * PITCH + row', ', ulong2(0, 0), true'] : ['row * PITCH + k', ''];
  const which = isTransposed ? "a block's transpose" : 'a block';
  return [
    `// Reads the tile at (row, k) of ${which}.`,
    'inline void load_weights(thread simdgroup_float8x8 &tile, const threadgroup float *weights, uint row, uint k) {',
    `    simdgroup_load(tile, weights + ${origin}, PITCH${turn});`,
    '}',
  ];
}

/** Of float, whole tiles go out at once; others go through threadgroup memory, where they are converted and cut. */
function emitStoreTile(isFloat: boolean): string[] {
  return [
    '// Writes tile j of a part of the columns to the rows of a matrix from `row` on: what lies in the matrix, but',
    '// not the rows before `first`, which another SIMD-group writes, nor the columns of the tile before. The tile',
    '// belongs to all lanes of the SIMD-group, and all of them take the same way through here.',
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

/** The functions of tiles, each a part of the source. */
export function tileFunctions(pass: BlockPass, isFloat: boolean): Lines[] {
  return [
    LOADS,
    emitMultiply(pass === 'dq' ? 'A' : 'B'),
    emitLoadWeights(pass === 'dkv'),
    ACCUMULATE,
    emitStoreTile(isFloat),
  ];
}
