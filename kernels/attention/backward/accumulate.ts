import { type Lines, lines } from '../../msl/text.ts';

/** The products with weights: dQ += dS·K, dK += dSᵀ·Q, dV += Pᵀ·dO. */
export const ACCUMULATE: Lines = lines(`
  // The first column of tile j of a part of the columns. The last tile may overlap the one before.
  inline uint tile_column(uint part, uint j, uint head) {
      return even ? part + j * 8 : min(part + j * 8, head - 8);
  }

  // sums += W*B for HEAD columns of B. W is a block of weights or its transpose; its columns correspond to STEP
  // rows of B. If a matrix is smaller than a block, tiles are read through strips in threadgroup memory.
  template <bool B_TRANSPOSED>
  inline void accumulate(thread simdgroup_float8x8 (&sums)[ROWS / 8][HEAD / 8],
                         const threadgroup float *weights, device const Element *B, uint row, uint rows,
                         uint part, uint head, threadgroup Element *strip, ushort lane) {
      simdgroup_float8x8 w[ROWS / 8];
      ElementTile b[HEAD / 8];
      if (whole) {
          for (uint k = 0; k < STEP; k += 8) {
              for (uint i = 0; i < ROWS / 8; i++)
                  load_weights(w[i], weights, i * 8, k);
              for (uint j = 0; j < HEAD / 8; j++)
                  load_tile<B_TRANSPOSED, false>(b[j], B, row + k, tile_column(part, j, head), rows, head);
              for (uint i = 0; i < ROWS / 8; i++)
                  for (uint j = 0; j < HEAD / 8; j++)
                      simdgroup_multiply_accumulate(sums[i][j], w[i], b[j], sums[i][j]);
          }
          return;
      }
      for (uint j = 0; j < HEAD / 8; j++) {
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

/** The rows of dK and dV are keys, which are the columns of the blocks. */
export function emitLoadWeights(isTransposed: boolean): string[] {
  const [origin, turn] = isTransposed ? ['k * PITCH + row', ', ulong2(0, 0), true'] : ['row * PITCH + k', ''];
  const which = isTransposed ? "a block's transpose" : 'a block';
  return [
    `// Reads the tile at (row, k) of ${which}.`,
    'inline void load_weights(thread simdgroup_float8x8 &tile, const threadgroup float *weights, uint row, uint k) {',
    `    simdgroup_load(tile, weights + ${origin}, PITCH${turn});`,
    '}',
  ];
}
