import { forTiles, ZERO_TILE } from '../../msl/kernel.ts';
import { block, type Lines, lines } from '../../msl/text.ts';
import { type BackwardText, blockSource } from './frame.ts';
import { emitTails, PRODUCTS, SCRATCH } from './steps.ts';
import { emitSkip, emitWeights } from './weights.ts';

const TITLE: Lines = lines(`
  // Gradients of attention with respect to K and V, FlashAttention 2: dV = P^T*dO and dK = dS^T*Q with
  // dS = P o (dP - D) * scale, where P = exp(scale*Q*K^T + mask - L), dP = dO*V^T, and D is the row sums of
  // dO o O. A head of K and V sums up the gradients of all query heads that share it.
`);

const COMMENT: Lines = lines(`
  // for each query head that shares the keys:
  //     for every STEP queries that see a key of this SIMD-group:
  //         scores = Q*K^T, slopes = dP = dO*V^T
  //         scores = P, slopes = dS: each lane computes a row or a part of one
  //         sums_v += P^T*dO, sums_k += dS^T*Q
  // write the sums to dV and dK
  //
  // SIMD-groups do not wait for each other, and no two write the same element.
`);

/** The pass for dK and dV: each threadgroup has some keys of a head. */
export function keyValueSource(text: BackwardText): string {
  return blockSource('dkv', text, {
    functionName: 'attention_dkv',
    title: TITLE,
    gradients: ['dK', 'dV'],
    comment: COMMENT,
    body: emitBody(text),
  });
}

function emitBody({ problem }: BackwardText): string[] {
  return [
    ...SCRATCH,
    '',
    "// This SIMD-group's keys, and their head of each operand.",
    'const uint own_key = (group.x * SIMDGROUPS + simdgroup_index) * ROWS;',
    'if (own_key >= sizes.c)',
    '    return;',
    'const uint first_key = whole ? min(own_key, sizes.c - KEYS) : own_key;',
    'const uint keys = min(KEYS, sizes.c - first_key);',
    'const uint part = group.y * HEAD;',
    ...['K', 'V', 'dK', 'dV'].map((name) => `${name} += group.z * sizes.c * sizes.d;`),
    ...['Q', 'dO'].map((name) => `${name} += group.z * sizes.sharers * sizes.r * sizes.d;`),
    ...['L', 'D'].map((name) => `${name} += group.z * sizes.sharers * sizes.r;`),
    ...emitTails(FIXED, 'first_key', 'sizes.c'),
    '',
    'simdgroup_float8x8 sums_k[ROWS / 8][HEAD / 8], sums_v[ROWS / 8][HEAD / 8];',
    ...forTiles('ROWS / 8', 'HEAD / 8', [`sums_k[i][j] = sums_v[i][j] = ${ZERO_TILE};`]),
    '',
    'const uint begin = seeing_queries(own_key, sizes).x / STEP * STEP;',
    'const uint end = seeing_queries(first_key + keys - 1, sizes).y;',
    ...block('for (uint head = 0; head < sizes.sharers; head++)', [
      ...block('for (uint next_query = begin; next_query < end; next_query += STEP)', [
        'const uint first_query = whole ? min(next_query, sizes.r - QUERIES) : next_query;',
        'const uint queries = min(QUERIES, sizes.r - first_query);',
        ...emitSkip(problem),
        ...PRODUCTS,
        '',
        ...emitWeights(problem, 'dkv'),
        'simdgroup_barrier(mem_flags::mem_threadgroup);',
        '',
        'accumulate<TRANSPOSED_O>(sums_v, scores, dO, first_query, sizes.r, part, sizes.d, edge, lane);',
        'accumulate<TRANSPOSED_Q>(sums_k, slopes, Q, first_query, sizes.r, part, sizes.d, edge, lane);',
        'simdgroup_barrier(mem_flags::mem_threadgroup);',
      ]),
      ...['Q', 'dO'].map((name) => `${name} += sizes.r * sizes.d;`),
      ...['L', 'D'].map((name) => `${name} += sizes.r;`),
    ]),
    '',
    ...(['K', 'V'] as const).flatMap((name) =>
      forTiles('ROWS / 8', 'HEAD / 8', [
        `store_tile<TRANSPOSED_${name}>(sums_${name.toLowerCase()}[i][j], d${name}, scores, first_key + i * 8, own_key, part, j, sizes.c, sizes.d, lane);`,
      ]),
    ),
  ];
}

/** The matrices whose rows stay the same from step to step. */
const FIXED = [
  { name: 'K', flag: 'TRANSPOSED_K' },
  { name: 'V', flag: 'TRANSPOSED_V' },
];
