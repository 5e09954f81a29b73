import { block, type Lines, lines } from '../msl/text.ts';
import { type BackwardText, blockSource, emitTails, PRODUCTS, SCRATCH } from './backward-frame.ts';
import type { BackwardConfiguration } from './backward-parameters.ts';
import { forTiles } from './backward-tiles.ts';
import { emitSkip, emitWeights } from './backward-weights.ts';

const TITLE: Lines = lines(`
  // Gradient of attention by Q, FlashAttention 2: dQ = dS*K with dS = P o (dP - D) * scale, where
  // P = exp(scale*Q*K^T + mask - L), dP = dO*V^T, and D holds the sums of the rows of dO o O.
`);

const COMMENT: Lines = lines(`
  // for each STEP keys that a query of this SIMD-group sees:
  //     scores = Q*K^T, slopes = dP = dO*V^T
  //     slopes = dS: a lane takes a row, or a part of one
  //     sums += dS*K
  // write the sums to dQ
  //
  // No SIMD-group waits for another. Those of a threadgroup read the same keys at about the same time, so caches
  // serve all but the first.
`);

/** The pass that makes dQ: a threadgroup for some queries of a head. */
export function querySource(text: BackwardText, c: BackwardConfiguration): string {
  return blockSource('dq', text, c, {
    functionName: 'attention_dq',
    title: TITLE,
    gradients: ['dQ'],
    comment: COMMENT,
    body: emitBody(text),
  });
}

function emitBody({ mask }: BackwardText): string[] {
  return [
    ...SCRATCH,
    '',
    "// This SIMD-group's queries, and where its heads begin.",
    'const uint own_query = (group.x * SIMDGROUPS + simdgroup_index) * ROWS;',
    'if (own_query >= sizes.r)',
    '    return;',
    'const uint first_query = whole ? min(own_query, sizes.r - QUERIES) : own_query;',
    'const uint queries = min(QUERIES, sizes.r - first_query);',
    'const uint part = group.y * HEAD;',
    ...['Q', 'dO', 'dQ'].map((name) => `${name} += group.z * sizes.r * sizes.d;`),
    ...['L', 'D'].map((name) => `${name} += group.z * sizes.r;`),
    ...['K', 'V'].map((name) => `${name} += group.z / sizes.group * sizes.c * sizes.d;`),
    ...emitTails(FIXED, 'first_query', 'sizes.r'),
    '',
    'simdgroup_float8x8 sums[ROWS / 8][HEAD / 8];',
    ...forTiles(['sums[i][j] = make_filled_simdgroup_matrix<float, 8, 8>(0.0f);']),
    '',
    'const uint begin = keys_of(own_query, sizes).x / STEP * STEP;',
    'const uint end = keys_of(first_query + queries - 1, sizes).y;',
    ...block('for (uint next_key = begin; next_key < end; next_key += STEP)', [
      'const uint first_key = whole ? min(next_key, sizes.c - KEYS) : next_key;',
      ...emitSkip(mask),
      ...PRODUCTS,
      '',
      ...emitWeights(mask, 'dq'),
      'simdgroup_barrier(mem_flags::mem_threadgroup);',
      '',
      'accumulate<K_TRANSPOSED>(sums, slopes, K, first_key, sizes.c, part, sizes.d, strips, lane);',
      'simdgroup_barrier(mem_flags::mem_threadgroup);',
    ]),
    '',
    ...forTiles(
      lines(`
        store_tile<Q_TRANSPOSED>(sums[i][j], dQ, scores, first_query + i * 8, own_query, part, j, sizes.r, sizes.d,
                                 lane);
      `),
    ),
  ];
}

/** The matrices whose rows stay while keys go by. */
const FIXED = [
  { name: 'Q', flag: 'Q_TRANSPOSED' },
  { name: 'dO', flag: 'O_TRANSPOSED' },
];
