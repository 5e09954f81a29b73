// Statements of both passes over blocks.
import { block, type Lines, lines } from '../../msl/text.ts';

/** The two products that weights are computed from. */
export const PRODUCTS: Lines = [
  'multiply<TRANSPOSED_Q, TRANSPOSED_K>(scores, Q, first_query, sizes.r, K, first_key, sizes.c, sizes.d, edge, strips, lane);',
  'multiply<TRANSPOSED_O, TRANSPOSED_V>(slopes, dO, first_query, sizes.r, V, first_key, sizes.c, sizes.d, edge + ROWS * 8, strips, lane);',
  'simdgroup_barrier(mem_flags::mem_threadgroup);',
];

/** Where a SIMD-group keeps scores and slopes, and what is at edges. */
export const SCRATCH: Lines = lines(`
  threadgroup float all_blocks[SIMDGROUPS * 2 * BLOCK];
  threadgroup Element all_edges[SIMDGROUPS * EDGE];
  threadgroup float *scores = all_blocks + simdgroup_index * 2 * BLOCK;
  threadgroup float *slopes = scores + BLOCK;
  threadgroup Element *edge = all_edges + simdgroup_index * EDGE;
  // They share memory with the slopes: products are written after their strips have been read.
  threadgroup Element *strips = (threadgroup Element *)slopes;
`);

/**
 * Copies the last columns, fewer than 8, of the two matrices whose rows stay the same from step to step. They go behind
 * zeros, to be multiplied by 8 columns of the other matrices, of which the first have been taken already.
 */
export function emitTails(
  matrices: readonly { name: string; flag: string }[],
  row: string,
  rows: string,
): string[] {
  const copies = matrices.map(
    ({ name, flag }, index) =>
      `copy_strip<ROWS, ${flag}>(${index === 0 ? 'edge' : 'edge + ROWS * 8'}, ${name}, ${row}, sizes.d - 8, taken, ${rows}, sizes.d, lane);`,
  );
  return block('if (whole && !even && sizes.d % 8 != 0)', [
    '// With zeros for the columns that have been taken by then.',
    'const uint taken = sizes.d / 8 * 8;',
    ...copies,
    'simdgroup_barrier(mem_flags::mem_threadgroup);',
  ]);
}
