import { block, indent, type Lines, lines, sourceText } from '../msl/text.ts';
import { emitConstants, emitHeader, emitKernel, emitPreamble } from './frame.ts';
import { type GemmConfiguration, threadsOf } from './parameters.ts';
import { BLOCKS, emitElements, emitMainLoop, LOAD_QUAD } from './staging.ts';

const ALGORITHM = 'gemm-tiled';

/** C = A·B with a few elements of C in each thread's registers; A and B staged in threadgroup memory. */
export function tiledSource(c: GemmConfiguration): string {
  const threads = threadsOf(ALGORITHM, c);
  return sourceText(
    emitHeader(ALGORITHM, c, 'SGEMM, tiled', `${c.registerM} x ${c.registerN} a thread, in registers`),
    emitPreamble('metal_stdlib'),
    emitConstants({
      BLOCK_M: c.blockM,
      BLOCK_N: c.blockN,
      BLOCK_K: c.blockK,
      THREADS: threads,
      THREADS_ACROSS: c.blockN / c.registerN,
      ROWS: c.registerM,
      QUADS: c.registerN / 4,
    }),
    LOAD_QUAD,
    STORE_QUAD,
    [...KERNEL_COMMENT, ...emitKernel('gemm_tiled', threads, THREAD, emitBody())],
  );
}

const THREAD: Lines = ['ushort thread_index [[thread_index_in_threadgroup]]'];

const STORE_QUAD: Lines = lines(`
  // Writes four elements of a row of C, without what lies beyond C's edges.
  inline void store_quad(float4 quad, device float *C, uint row, uint column, constant GemmSizes &sizes) {
      device float *target = C + row * sizes.n + column;
      if (aligned)
          *(device float4 *)target = quad;
      else if (row < sizes.m)
          for (uint i = 0; i < 4 && column + i < sizes.n; i++)
              target[i] = quad[i];
  }
`);

const STORE_CALL: Lines = [
  'store_quad(sums[i][j], C, first_row + part_row + i, first_column + part_column + j * 4, sizes);',
];

const KERNEL_COMMENT: Lines = lines(`
  // for each step of K:
  //     all threads copy the step's block of A and of B to threadgroup memory; meet
  //     for each element of the step:
  //         add the product of a column of A's block with a row of B's to the sums
  //     meet, before the blocks are overwritten
  // write the sums to C, without what lies beyond its edges
`);

function emitBody(): string[] {
  return [
    ...BLOCKS,
    emitElements('a'),
    '',
    "// The block's place in C, and this thread's part of the block.",
    'const uint first_row = group.y * BLOCK_M, first_column = group.x * BLOCK_N;',
    'const uint part_row = thread_index / THREADS_ACROSS * ROWS;',
    'const uint part_column = thread_index % THREADS_ACROSS * QUADS * 4;',
    'const bool inside = first_row + part_row < sizes.m && first_column + part_column < sizes.n;',
    '',
    'float4 sums[ROWS][QUADS];',
    ...forQuads(['sums[i][j] = 0;']),
    '',
    ...emitMainLoop(emitMultiply()),
    '',
    ...forQuads(STORE_CALL),
  ];
}

function emitMultiply(): string[] {
  return block('for (uint step = 0; step < depth; step++)', [
    'const threadgroup float4 *b = b_quads + (step * BLOCK_N + part_column) / 4;',
    ...forQuads(['sums[i][j] += a_block[(part_row + i) * BLOCK_K + step] * b[j];']),
  ]);
}

function forQuads(body: Lines): string[] {
  const rows = 'for (uint i = 0; i < ROWS; i++)';
  const quads = 'for (uint j = 0; j < QUADS; j++)';
  return [rows, ...indent([quads, ...indent(body)])];
}
