import { block, type Lines, lines, sourceText } from '../msl/text.ts';
import { emitConstants, emitHeader, emitKernel, emitPreamble } from './frame.ts';
import { type GemmConfiguration, threadsOf } from './parameters.ts';
import { describeTiles, forTiles, LOAD_TILE, STORE_TILE } from './simdgroup-tiles.ts';

const ALGORITHM = 'gemm-direct';

/** C = A·B with 8x8 matrices that belong to a SIMD-group, read straight from device memory: no barriers. */
export function directSource(c: GemmConfiguration): string {
  const { part, constants } = describeTiles(ALGORITHM, c);
  return sourceText(
    emitHeader(ALGORITHM, c, 'SGEMM with SIMD-group matrices, unstaged', part),
    emitPreamble('metal_stdlib', 'metal_simdgroup_matrix'),
    emitConstants({ BLOCK_M: c.blockM, BLOCK_N: c.blockN, ...constants }),
    LOAD_TILE,
    STORE_TILE,
    [...KERNEL_COMMENT, ...emitKernel('gemm_direct', threadsOf(ALGORITHM, c), THREAD, emitBody())],
  );
}

const THREAD: Lines = [
  'ushort simdgroup_index [[simdgroup_index_in_threadgroup]]',
  'ushort lane [[thread_index_in_simdgroup]]',
];

const KERNEL_COMMENT: Lines = lines(`
  // for each 8 of K:
  //     load a column of A's tiles and a row of B's; add the product of each with each to the sums
  // write the sums to C
  //
  // The SIMD-groups of a threadgroup read the same rows and columns at about the same time, so caches serve
  // all but the first; none waits for another.
`);

function emitBody(): string[] {
  return [
    'threadgroup float edges[SIMDGROUPS * 64];',
    'threadgroup float *edge = edges + simdgroup_index * 64;',
    '',
    "// This SIMD-group's part of C.",
    'const uint first_row = group.y * BLOCK_M + simdgroup_index / SIMDGROUPS_ACROSS * TILES_M * 8;',
    'const uint first_column = group.x * BLOCK_N + simdgroup_index % SIMDGROUPS_ACROSS * TILES_N * 8;',
    'if (first_row >= sizes.m || first_column >= sizes.n)',
    '    return;',
    '',
    'simdgroup_float8x8 sums[TILES_M][TILES_N];',
    ...forTiles(['sums[i][j] = make_filled_simdgroup_matrix<float, 8, 8>(0.0f);']),
    '',
    ...block('for (uint k = 0; k < sizes.k; k += 8)', [
      'simdgroup_float8x8 a[TILES_M], b[TILES_N];',
      'for (uint i = 0; i < TILES_M; i++)',
      '    load_tile(a[i], A, edge, first_row + i * 8, k, sizes.m, sizes.k, lane);',
      'for (uint j = 0; j < TILES_N; j++)',
      '    load_tile(b[j], B, edge, k, first_column + j * 8, sizes.k, sizes.n, lane);',
      ...forTiles(['simdgroup_multiply_accumulate(sums[i][j], a[i], b[j], sums[i][j]);']),
    ]),
    '',
    ...forTiles(['store_tile(sums[i][j], C, edge, first_row + i * 8, first_column + j * 8, sizes, lane);']),
  ];
}
