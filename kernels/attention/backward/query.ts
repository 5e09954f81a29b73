import { forTiles, ZERO_TILE } from '../../msl/kernel.ts';
import { block, type Lines, lines } from '../../msl/text.ts';
import { emitOperands } from '../operands.ts';
import { type BackwardText, blockSource } from './frame.ts';
import { emitTails, PRODUCTS, SCRATCH } from './steps.ts';
import { emitSkip, emitWeights } from './weights.ts';

const TITLE: Lines = lines(`
  // Gradient of attention with respect to Q, FlashAttention 2: dQ = dS*K with dS = P o (dP - D) * scale, where
  // P = exp(scale*Q*K^T + mask - L), dP = dO*V^T, and D is the row sums of dO o O.
`);

const COMMENT: Lines = lines(`
  // for every STEP keys that a query of this SIMD-group sees:
  //     scores = Q*K^T, slopes = dP = dO*V^T
  //     slopes = dS: each lane computes a row or a part of one
  //     sums += dS*K
  // write the sums to dQ
  //
  // SIMD-groups do not wait for each other. Those of a threadgroup read the same keys at about the same time:
  // the caches serve all but the first.
`);

/** The pass for dQ: each threadgroup has some queries of a head. */
export function querySource(text: BackwardText): string {
  return blockSource('dq', text, {
    functionName: 'attention_dq',
    title: TITLE,
    gradients: ['dQ'],
    comment: COMMENT,
    body: emitBody(text),
  });
}

function emitBody({ problem }: BackwardText): string[] {
  return [
    ...SCRATCH,
    '',
    "// This SIMD-group's queries, and its head of each operand.",
    'const uint own_query = (group.x * SIMDGROUPS + simdgroup_index) * ROWS;',
    'if (own_query >= sizes.r)',
    '    return;',
    'const uint first_query = whole ? min(own_query, sizes.r - QUERIES) : own_query;',
    'const uint queries = min(QUERIES, sizes.r - first_query);',
    'const uint part = group.y * HEAD;',
    'const uint head = group.z;',
    ...emitOperands(['Q', 'K', 'V']),
    ...['dO', 'dQ'].map((name) => `${name} += head * sizes.r * sizes.d;`),
    ...['L', 'D'].map((name) => `${name} += head * sizes.r;`),
    ...emitTails(FIXED, 'first_query', 'sizes.r'),
    '',
    'simdgroup_float8x8 sums[ROWS / 8][HEAD / 8];',
    ...forTiles('ROWS / 8', 'HEAD / 8', [`sums[i][j] = ${ZERO_TILE};`]),
    '',
    'const uint begin = seen_keys(own_query, sizes).x / STEP * STEP;',
    'const uint end = seen_keys(first_query + queries - 1, sizes).y;',
    ...block('for (uint next_key = begin; next_key < end; next_key += STEP)', [
      'const uint first_key = whole ? min(next_key, sizes.c - KEYS) : next_key;',
      ...emitSkip(problem),
      ...PRODUCTS,
      '',
      ...emitWeights(problem, 'dq'),
      'simdgroup_barrier(mem_flags::mem_threadgroup);',
      '',
      '// The scores are no longer needed.',
      'threadgroup Element *strip = (threadgroup Element *)scores;',
      'accumulate<TRANSPOSED_K>(sums, slopes, K, first_key, sizes.c, part, sizes.d, strip, lane);',
      'simdgroup_barrier(mem_flags::mem_threadgroup);',
    ]),
    '',
    ...forTiles('ROWS / 8', 'HEAD / 8', [
      'store_tile<TRANSPOSED_Q>(sums[i][j], dQ, scores, first_query + i * 8, own_query, part, j, sizes.r, sizes.d, lane);',
    ]),
  ];
}

/** The matrices whose rows stay the same from step to step. */
const FIXED = [
  { name: 'Q', flag: 'TRANSPOSED_Q' },
  { name: 'dO', flag: 'TRANSPOSED_O' },
];
