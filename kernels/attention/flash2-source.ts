import { block, indent, type Lines, lines, sourceText } from '../msl/text.ts';
import { type Flash2Configuration, TILE, threadgroupBytesOf, threadsOf } from './flash2-parameters.ts';
import { emitFinish, emitSoftmax, emitSoftmaxState, softmaxFunctions } from './flash2-softmax.ts';
import { type Argument, emitConstants, emitKernel, emitPreamble, SIZES_STRUCT } from './frame.ts';
import { emitMask } from './masks.ts';
import { emitOperands, transposeConstants } from './operands.ts';
import type { CompleteAttention } from './problem.ts';
import { ALIGNED, emitLoadTile, emitStoreTile, tileType } from './tiles.ts';

/** What the text of a kernel is made of. */
export interface Flash2Text {
  readonly problem: CompleteAttention;
  readonly configuration: Flash2Configuration;
  readonly args: readonly Argument[];
  /** Whether it writes L. */
  readonly hasLse: boolean;
}

/** Columns of O that a threadgroup makes. */
export function sliceOf(problem: CompleteAttention, c: Flash2Configuration): number {
  return Math.min(c.sliceD, Math.ceil(problem.d / TILE) * TILE);
}

export function flash2Source(text: Flash2Text): string {
  const { problem, configuration: c, args } = text;
  return sourceText(
    emitHeader(text),
    [...emitPreamble('metal_stdlib', 'metal_simdgroup_matrix'), '', ...SIZES_STRUCT, '', ...ALIGNED],
    emitConstants(constantsOf(problem, c)),
    emitMask(problem),
    emitLoadTile(problem.dtype),
    emitStoreTile(problem.dtype),
    ...softmaxFunctions(c),
    [...KERNEL_COMMENT, ...emitKernel('flash2', threadsOf(c), args, THREAD, emitBody(text))],
  );
}

function constantsOf(problem: CompleteAttention, c: Flash2Configuration) {
  const parts = Math.max(1, 32 / c.registerR);
  return {
    BLOCK_R: c.blockR,
    BLOCK_C: c.blockC,
    REGISTER_R: c.registerR,
    SLICE_D: sliceOf(problem, c),
    TILES_R: c.registerR / TILE,
    TILES_C: c.blockC / TILE,
    TILES_D: sliceOf(problem, c) / TILE,
    ...(c.cacheQ && { TILES_Q: Math.ceil(problem.d / TILE) }),
    ...(c.softmax === 'threadgroup' && { PARTS: parts, ROWS: (c.registerR * parts) / 32 }),
    ...transposeConstants(problem),
  };
}

function emitHeader({ problem, configuration: c }: Flash2Text): string[] {
  return lines(`
    // FlashAttention 2: O[r,d] = softmax(scale * Q[r,d] * transpose(K[c,d]) + mask) * V[c,d] for each head.
    //
    // block                ${c.blockR} queries a threadgroup of ${threadsOf(c)} threads, ${c.blockC} keys at a time
    // part of the block    ${c.registerR} queries a SIMD-group
    // threadgroup memory   ${threadgroupBytesOf(problem, c)} bytes
  `);
}

const KERNEL_COMMENT: Lines = lines(`
  // for each block of keys that a query of this block may see:
  //     S = Q * transpose(K)
  //     softmax of the keys so far: P = exp2(S - m), by a bound m on each row's scores that rises as needed
  //     O = rescaled O + P * V
  // O / l, where l is the sum of each row of all P
`);

const THREAD: Lines = [
  'uint3 group [[threadgroup_position_in_grid]]',
  'ushort simdgroup_index [[simdgroup_index_in_threadgroup]]',
  'ushort lane [[thread_index_in_simdgroup]]',
];

function emitBody({ problem, configuration: c, hasLse }: Flash2Text): string[] {
  const simdgroups = c.blockR / c.registerR;
  return [
    `threadgroup float edges[${simdgroups * TILE ** 2}];`,
    `threadgroup float *edge = edges + simdgroup_index * ${TILE ** 2};`,
    ...(c.softmax === 'threadgroup'
      ? [
          'threadgroup float all_scores[BLOCK_R * BLOCK_C];',
          'threadgroup float *scores = all_scores + simdgroup_index * REGISTER_R * BLOCK_C;',
        ]
      : []),
    '',
    'const uint head = group.y;',
    ...emitOperands(['Q', 'K', 'V', 'O']),
    'const uint first_row = group.x * BLOCK_R, row = first_row + simdgroup_index * REGISTER_R;',
    'const uint first_column = group.z * SLICE_D;',
    '',
    ...emitSoftmaxState(c),
    '',
    'simdgroup_float8x8 o[TILES_R][TILES_D];',
    ...forTiles('TILES_R', 'TILES_D', ['o[i][j] = make_filled_simdgroup_matrix<float, 8, 8>(0.0f);']),
    ...(c.cacheQ
      ? [
          `${tileType(problem.dtype)} q[TILES_R][TILES_Q];`,
          ...forTiles('TILES_R', 'TILES_Q', [
            'load_tile(q[i][j], Q, edge, row + i * 8, j * 8, sizes.r, sizes.d, TRANSPOSED_Q, lane);',
          ]),
        ]
      : []),
    '',
    '// No query of the block sees a key before the first one does, or after the last one.',
    'const uint2 first_seen = seen_keys(first_row, sizes);',
    'const uint2 last_seen = seen_keys(min(first_row + BLOCK_R, sizes.r) - 1, sizes);',
    ...block('for (uint key = first_seen.x / BLOCK_C * BLOCK_C; key < last_seen.y; key += BLOCK_C)', [
      ...emitScores(problem, c),
      '',
      ...emitSoftmax(problem, c),
      '',
      ...emitAccumulate(problem),
    ]),
    '',
    ...emitFinish(c, hasLse),
    ...forTiles('TILES_R', 'TILES_D', [
      'store_tile(o[i][j], O, edge, row + i * 8, first_column + j * 8, sizes.r, sizes.d, TRANSPOSED_O, lane);',
    ]),
  ];
}

/** S = Q·Kᵀ, from device memory. */
function emitScores(problem: CompleteAttention, c: Flash2Configuration): string[] {
  const type = tileType(problem.dtype);
  return [
    'simdgroup_float8x8 s[TILES_R][TILES_C];',
    ...forTiles('TILES_R', 'TILES_C', ['s[i][j] = make_filled_simdgroup_matrix<float, 8, 8>(0.0f);']),
    ...block('for (uint d = 0; d < sizes.d; d += 8)', [
      ...(c.cacheQ
        ? []
        : [
            `${type} a[TILES_R];`,
            'for (uint i = 0; i < TILES_R; i++)',
            '    load_tile(a[i], Q, edge, row + i * 8, d, sizes.r, sizes.d, TRANSPOSED_Q, lane);',
          ]),
      ...block('for (uint j = 0; j < TILES_C; j++)', [
        `${type} k;`,
        'load_tile(k, K, edge, d, key + j * 8, sizes.d, sizes.c, !TRANSPOSED_K, lane);',
        'for (uint i = 0; i < TILES_R; i++)',
        `    simdgroup_multiply_accumulate(s[i][j], ${c.cacheQ ? 'q[i][d / 8]' : 'a[i]'}, k, s[i][j]);`,
      ]),
    ]),
  ];
}

/** O += P·V. */
function emitAccumulate(problem: CompleteAttention): string[] {
  const type = tileType(problem.dtype);
  return block('for (uint k = 0; k < TILES_C; k++)', [
    'simdgroup_float8x8 p[TILES_R];',
    'for (uint i = 0; i < TILES_R; i++)',
    '    simdgroup_load(p[i], scores + i * 8 * BLOCK_C + k * 8, BLOCK_C);',
    ...block('for (uint j = 0; j < TILES_D; j++)', [
      `${type} v;`,
      'load_tile(v, V, edge, key + k * 8, first_column + j * 8, sizes.c, sizes.d, TRANSPOSED_V, lane);',
      'for (uint i = 0; i < TILES_R; i++)',
      '    simdgroup_multiply_accumulate(o[i][j], p[i], v, o[i][j]);',
    ]),
  ]);
}

/** A statement for each [i][j]. */
export function forTiles(rows: string, columns: string, body: Lines): string[] {
  return [
    `for (uint i = 0; i < ${rows}; i++)`,
    `    for (uint j = 0; j < ${columns}; j++)`,
    ...indent(body, 2),
  ];
}
