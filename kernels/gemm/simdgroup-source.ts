import { block, type Lines, lines, sourceText } from '../msl/text.ts';
import { emitConstants, emitHeader, emitKernel, emitPreamble } from './frame.ts';
import { type GemmConfiguration, threadsOf } from './parameters.ts';
import { describeTiles, forTiles, STORE_TILE } from './simdgroup-tiles.ts';
import { BLOCKS, emitElements, emitMainLoop, LOAD_QUAD } from './staging.ts';

const ALGORITHM = 'gemm-simdgroup';

/** C = A·B with 8x8 matrices that belong to a SIMD-group; A and B staged in threadgroup memory. */
export function simdgroupSource(c: GemmConfiguration): string {
  const threads = threadsOf(ALGORITHM, c);
  const { part, constants } = describeTiles(ALGORITHM, c);
  return sourceText(
    emitHeader(ALGORITHM, c, 'SGEMM with SIMD-group matrices', part),
    emitPreamble('metal_stdlib', 'metal_simdgroup_matrix'),
    emitConstants({
      BLOCK_M: c.blockM,
      BLOCK_N: c.blockN,
      BLOCK_K: c.blockK,
      THREADS: threads,
      ...constants,
    }),
    LOAD_QUAD,
    STORE_TILE,
    [...KERNEL_COMMENT, ...emitKernel('gemm_simdgroup', threads, THREAD, emitBody())],
  );
}

const THREAD: Lines = [
  'ushort thread_index [[thread_index_in_threadgroup]]',
  'ushort simdgroup_index [[simdgroup_index_in_threadgroup]]',
  'ushort lane [[thread_index_in_simdgroup]]',
];

const KERNEL_COMMENT: Lines = lines(`
  // for each step of K:
  //     all threads copy the step's block of A and of B to threadgroup memory; meet
  //     for each 8 of the step:
  //         load a column of A's tiles and a row of B's; add the product of each with each to the sums
  //     meet, before the blocks are overwritten
  // write the sums to C
`);

function emitBody(): string[] {
  return [
    ...BLOCKS,
    emitElements('a'),
    emitElements('b'),
    'threadgroup float edges[SIMDGROUPS * 64];',
    '',
    "// The block's place in C, and this SIMD-group's part of the block.",
    'const uint first_row = group.y * BLOCK_M, first_column = group.x * BLOCK_N;',
    'const uint part_row = simdgroup_index / SIMDGROUPS_ACROSS * TILES_M * 8;',
    'const uint part_column = simdgroup_index % SIMDGROUPS_ACROSS * TILES_N * 8;',
    'const bool inside = first_row + part_row < sizes.m && first_column + part_column < sizes.n;',
    '',
    'simdgroup_float8x8 sums[TILES_M][TILES_N];',
    ...forTiles(['sums[i][j] = make_filled_simdgroup_matrix<float, 8, 8>(0.0f);']),
    '',
    ...emitMainLoop(emitMultiply()),
    '',
    ...forTiles([
      'store_tile(sums[i][j], C, edges + simdgroup_index * 64, first_row + part_row + i * 8,',
      '           first_column + part_column + j * 8, sizes, lane);',
    ]),
  ];
}

function emitMultiply(): string[] {
  return block('for (uint step = 0; step < depth; step += 8)', [
    'simdgroup_float8x8 a[TILES_M], b[TILES_N];',
    'for (uint i = 0; i < TILES_M; i++)',
    '    simdgroup_load(a[i], a_block + (part_row + i * 8) * BLOCK_K + step, BLOCK_K);',
    'for (uint j = 0; j < TILES_N; j++)',
    '    simdgroup_load(b[j], b_block + step * BLOCK_N + part_column + j * 8, BLOCK_N);',
    ...forTiles(['simdgroup_multiply_accumulate(sums[i][j], a[i], b[j], sums[i][j]);']),
  ]);
}
