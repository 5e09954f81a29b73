import { forTiles } from '../../msl/kernel.ts';
import { block, type Lines, lines } from '../../msl/text.ts';

const MULTIPLY_COMMENT: Lines = lines(`
  // product = A*B^T for QUERIES rows of A and KEYS rows of B, over the whole head dimension.
  //
  // for every 8 columns of the head dimension:
  //     load a column of A's tiles and a row of B^T's tiles; add the product of each pair to the sums
  //
  // If a matrix is smaller than a block, tiles are read through strips in threadgroup memory.
`);

/**
 * The two products that weights are computed from: Q·Kᵀ and dO·Vᵀ. `fixed` is the matrix whose rows stay the same from
 * step to step.
 */
export function emitMultiply(fixed: 'A' | 'B'): string[] {
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
