import { block, indent, lines, sourceText } from '../msl/text.ts';
import { type GemmConfiguration, threadsOf } from './parameters.ts';
import { emitConstants, emitMainLoop, GEMM_PREAMBLE } from './staging.ts';

/** C = A·B with 8x8 matrices that belong to a SIMD-group; A and B staged in threadgroup memory. */
export function simdgroupSource(c: GemmConfiguration): string {
  return sourceText(
    lines(`
      // SGEMM with simdgroup_matrix: C[m,n] = A[m,k] * B[k,n], row-major.
      // A threadgroup computes ${c.blockM}x${c.blockN} of C with ${threadsOf('gemm-simdgroup', c) / 32} SIMD-groups; each keeps ${c.registerM}x${c.registerN} in registers,
      // as ${c.registerM / 8}x${c.registerN / 8} matrices of 8x8. K is walked in steps of ${c.blockK}.
    `),
    GEMM_PREAMBLE,
    emitConstants({
      BLOCK_M: c.blockM,
      BLOCK_N: c.blockN,
      BLOCK_K: c.blockK,
      THREADS: threadsOf('gemm-simdgroup', c),
      SIMDGROUPS_ACROSS: c.blockN / c.registerN,
      TILES_M: c.registerM / 8,
      TILES_N: c.registerN / 8,
    }),
    emitStoreTile(),
    emitKernel(c),
  );
}

/** Whole tiles go out at once; a tile that crosses C's edge goes through threadgroup memory, element by element. */
function emitStoreTile(): string[] {
  return lines(`
    // Writes one 8x8 tile of C; what crosses the edge is left out.
    inline void store_tile(thread const simdgroup_float8x8 &tile, device float *C, threadgroup float *edge,
                           uint row, uint column, constant GemmSizes &sizes, ushort lane) {
        if (aligned || (row + 8 <= sizes.m && column + 8 <= sizes.n)) {
            simdgroup_store(tile, C + row * sizes.n + column, sizes.n);
            return;
        }
        if (row >= sizes.m || column >= sizes.n)
            return;
        simdgroup_store(tile, edge, 8);
        simdgroup_barrier(mem_flags::mem_threadgroup);
        for (ushort i = lane; i < 64; i += 32)
            if (row + i / 8 < sizes.m && column + i % 8 < sizes.n)
                C[(row + i / 8) * sizes.n + column + i % 8] = edge[i];
        simdgroup_barrier(mem_flags::mem_threadgroup);
    }
  `);
}

function emitKernel(c: GemmConfiguration): string[] {
  const simdgroups = threadsOf('gemm-simdgroup', c) / 32;
  return [
    ...lines(`
      // for each step of K:
      //     copy a block of A and a block of B to threadgroup memory; meet
      //     for each 8 of the step: load a column of tiles of A and a row of tiles of B, multiply each with each
      //     meet
      // write the tiles of C
      [[max_total_threads_per_threadgroup(THREADS)]]
      kernel void gemm_simdgroup(device const float *A [[buffer(0)]],
                                 device const float *B [[buffer(1)]],
                                 device float *C [[buffer(2)]],
                                 constant GemmSizes &sizes [[buffer(3)]],
                                 uint2 group [[threadgroup_position_in_grid]],
                                 ushort thread_index [[thread_index_in_threadgroup]],
                                 ushort simdgroup [[simdgroup_index_in_threadgroup]],
                                 ushort lane [[thread_index_in_simdgroup]]) {
    `),
    ...indent([
      'threadgroup float a_block[BLOCK_M * BLOCK_K];',
      'threadgroup float b_block[BLOCK_K * BLOCK_N];',
      `threadgroup float edges[${simdgroups} * 64];`,
      '',
      'const uint first_row = group.y * BLOCK_M, first_column = group.x * BLOCK_N;',
      '// Where this SIMD-group is in the block.',
      'const uint row = simdgroup / SIMDGROUPS_ACROSS * TILES_M * 8;',
      'const uint column = simdgroup % SIMDGROUPS_ACROSS * TILES_N * 8;',
      '',
      'simdgroup_float8x8 sums[TILES_M][TILES_N];',
      ...forTiles(['sums[i][j] = make_filled_simdgroup_matrix<float, 8, 8>(0.0f);']),
      '',
      ...emitMainLoop(emitMultiply()),
      '',
      ...forTiles([
        'store_tile(sums[i][j], C, edges + simdgroup * 64,',
        '           first_row + row + i * 8, first_column + column + j * 8, sizes, lane);',
      ]),
    ]),
    '}',
  ];
}

function emitMultiply(): string[] {
  return block('for (uint step = 0; step < BLOCK_K; step += 8)', [
    'simdgroup_float8x8 a[TILES_M], b[TILES_N];',
    'for (ushort i = 0; i < TILES_M; i++)',
    '    simdgroup_load(a[i], a_block + (row + i * 8) * BLOCK_K + step, BLOCK_K);',
    'for (ushort j = 0; j < TILES_N; j++)',
    '    simdgroup_load(b[j], b_block + step * BLOCK_N + column + j * 8, BLOCK_N);',
    ...forTiles(['simdgroup_multiply_accumulate(sums[i][j], a[i], b[j], sums[i][j]);']),
  ]);
}

function forTiles(body: string[]): string[] {
  return ['for (ushort i = 0; i < TILES_M; i++)', '    for (ushort j = 0; j < TILES_N; j++)', ...indent(body, 2)];
}
