import { block, type Lines, lines } from '../msl/text.ts';
import { type BackwardText, blockSource, ifWhole, SCRATCH } from './backward-frame.ts';
import { MASK_TEXT } from './backward-masks.ts';
import type { BackwardConfiguration } from './backward-parameters.ts';
import { forTiles } from './backward-tiles.ts';
import type { Mask } from './problem.ts';

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
  const { hasBlocks } = MASK_TEXT[mask];
  return [
    ...SCRATCH,
    '',
    "// This SIMD-group's queries, and where its heads begin.",
    'const uint first_query = (group.x * SIMDGROUPS + simdgroup_index) * ROWS;',
    'const uint first_column = group.y * HEAD;',
    'if (first_query >= sizes.r)',
    '    return;',
    'const uint queries = min(ROWS, sizes.r - first_query);',
    ...['Q', 'dO', 'dQ'].map((name) => `${name} += group.z * sizes.r * sizes.d;`),
    ...['L', 'D'].map((name) => `${name} += group.z * sizes.r;`),
    ...['K', 'V'].map((name) => `${name} += group.z / sizes.group * sizes.c * sizes.d;`),
    'const bool whole_queries = first_query + ROWS <= sizes.r;',
    'const bool whole_columns = sizes.d % 8 == 0 && first_column + HEAD <= sizes.d;',
    '',
    'simdgroup_float8x8 sums[TILES_ROWS][TILES_HEAD];',
    ...forTiles(['sums[i][j] = make_filled_simdgroup_matrix<float, 8, 8>(0.0f);']),
    '',
    'const uint begin = keys_of(first_query, sizes).x / STEP * STEP;',
    'const uint end = keys_of(first_query + queries - 1, sizes).y;',
    ...block('for (uint key = begin; key < end; key += STEP)', [
      ...(hasBlocks
        ? lines(`
            const bool2 states = states_of(blocks, first_query, ROWS, key, STEP, sizes);
            if (!states.x)
                continue;
          `)
        : []),
      'const bool whole = aligned || (whole_queries && whole_columns && key + STEP <= sizes.c);',
      ...ifWhole((whole) =>
        lines(`
          multiply_rows<${whole}, Q_TRANSPOSED, K_TRANSPOSED>(scores, Q, first_query, sizes.r, K, key, sizes.c,
              sizes.d, edge, lane);
          multiply_rows<${whole}, O_TRANSPOSED, V_TRANSPOSED>(slopes, dO, first_query, sizes.r, V, key, sizes.c,
              sizes.d, edge, lane);
        `),
      ),
      'simdgroup_barrier(mem_flags::mem_threadgroup);',
      '',
      ...emitWeights(mask),
      'simdgroup_barrier(mem_flags::mem_threadgroup);',
      '',
      ...ifWhole((whole) =>
        lines(`
          accumulate<${whole}, K_TRANSPOSED>(sums, slopes, K, key, sizes.c, first_column, sizes.d, edge, lane);
        `),
      ),
      'simdgroup_barrier(mem_flags::mem_threadgroup);',
    ]),
    '',
    ...forTiles(
      lines(`
        store_tile<Q_TRANSPOSED>(sums[i][j], dQ, scores, first_query + i * 8, first_column + j * 8, sizes.r,
                                 sizes.d, lane);
      `),
    ),
  ];
}

/** The weight of key i of a lane's run, by mask. */
const WEIGHT = {
  none: 'exp(score[i] * sizes.scale - l)',
  causal: 'exp(score[i] * sizes.scale - l)',
  window: 'exp(score[i] * sizes.scale - l)',
  additive: 'exp(score[i] * sizes.scale + float(mask[i]) - l)',
  boolean: 'mask[i] ? exp(score[i] * sizes.scale - l) : 0.0f',
  'block-sparse': 'states.y || mask[i] ? exp(score[i] * sizes.scale - l) : 0.0f',
} as const satisfies Record<Mask, string>;

function emitWeights(mask: Mask): string[] {
  const { matrix } = MASK_TEXT[mask];
  return block('for (uint row = lane / LANES_A_ROW; row < queries; row += 32 / LANES_A_ROW)', [
    'const uint query = first_query + row;',
    'const uint first = lane % LANES_A_ROW * RUN;',
    'const float l = L[query], d = D[query];',
    'threadgroup float *score = scores + row * PITCH + first;',
    'threadgroup float *slope = slopes + row * PITCH + first;',
    ...(matrix ? [`device const ${matrix} *mask = M + query * sizes.c + key + first;`] : []),
    'const int2 seen = clamp(keys_of(query, sizes) - int(key + first), int2(0), int2(RUN));',
    'const int seen_end = l > LEAST ? seen.y : seen.x;',
    'for (int i = 0; i < seen.x; i++)',
    '    slope[i] = 0;',
    ...block('for (int i = seen.x; i < seen_end; i++)', [
      `const float weight = ${WEIGHT[mask]};`,
      'slope[i] = weight * (slope[i] - d) * sizes.scale;',
    ]),
    'for (int i = seen_end; i < int(RUN); i++)',
    '    slope[i] = 0;',
  ]);
}
