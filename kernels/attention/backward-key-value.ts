import { block, type Lines, lines } from '../msl/text.ts';
import { type BackwardText, blockSource, ifWhole, SCRATCH } from './backward-frame.ts';
import { MASK_TEXT } from './backward-masks.ts';
import type { BackwardConfiguration } from './backward-parameters.ts';
import { forTiles } from './backward-tiles.ts';
import type { Mask } from './problem.ts';

const TITLE: Lines = lines(`
  // Gradients of attention by K and V, FlashAttention 2: dV = P^T*dO and dK = dS^T*Q with
  // dS = P o (dP - D) * scale, where P = exp(scale*Q*K^T + mask - L), dP = dO*V^T, and D holds the sums of the
  // rows of dO o O. A head of keys and values sums up the gradients of all query heads that share it.
`);

const COMMENT: Lines = lines(`
  // for each query head that shares the keys:
  //     for each STEP queries that see a key of this SIMD-group:
  //         scores = K*Q^T, slopes = dP^T = V*dO^T
  //         scores = P^T, slopes = dS^T: a lane takes a row, or a part of one
  //         sums_v += P^T*dO, sums_k += dS^T*Q
  // write the sums to dV and dK
  //
  // No SIMD-group waits for another, and none adds to what another writes.
`);

/** The pass that makes dK and dV: a threadgroup for some keys of a head. */
export function keyValueSource(text: BackwardText, c: BackwardConfiguration): string {
  return blockSource('dkv', text, c, {
    functionName: 'attention_dkv',
    title: TITLE,
    gradients: ['dK', 'dV'],
    comment: COMMENT,
    body: emitBody(text),
  });
}

function emitBody({ mask }: BackwardText): string[] {
  return [
    ...SCRATCH,
    '',
    "// This SIMD-group's keys, and where their head begins.",
    'const uint first_key = (group.x * SIMDGROUPS + simdgroup_index) * ROWS;',
    'const uint first_column = group.y * HEAD;',
    'if (first_key >= sizes.c)',
    '    return;',
    'const uint keys = min(ROWS, sizes.c - first_key);',
    ...['K', 'V', 'dK', 'dV'].map((name) => `${name} += group.z * sizes.c * sizes.d;`),
    'const bool whole_keys = first_key + ROWS <= sizes.c;',
    'const bool whole_columns = sizes.d % 8 == 0 && first_column + HEAD <= sizes.d;',
    '',
    'simdgroup_float8x8 sums_k[TILES_ROWS][TILES_HEAD], sums_v[TILES_ROWS][TILES_HEAD];',
    ...forTiles(['sums_k[i][j] = sums_v[i][j] = make_filled_simdgroup_matrix<float, 8, 8>(0.0f);']),
    '',
    'const uint begin = queries_of(first_key, sizes).x / STEP * STEP;',
    'const uint end = queries_of(first_key + keys - 1, sizes).y;',
    ...block('for (uint head = group.z * sizes.group; head < (group.z + 1) * sizes.group; head++)', [
      'device const Element *q = Q + head * sizes.r * sizes.d;',
      'device const Element *d_o = dO + head * sizes.r * sizes.d;',
      ...block('for (uint query = begin; query < end; query += STEP)', emitStep(mask)),
    ]),
    '',
    ...forTiles(
      lines(`
        store_tile<K_TRANSPOSED>(sums_k[i][j], dK, scores, first_key + i * 8, first_column + j * 8, sizes.c,
                                 sizes.d, lane);
        store_tile<V_TRANSPOSED>(sums_v[i][j], dV, scores, first_key + i * 8, first_column + j * 8, sizes.c,
                                 sizes.d, lane);
      `),
    ),
  ];
}

function emitStep(mask: Mask): string[] {
  return [
    ...(MASK_TEXT[mask].hasBlocks
      ? lines(`
          const bool2 states = states_of(blocks, query, STEP, first_key, ROWS, sizes);
          if (!states.x)
              continue;
        `)
      : []),
    'const bool whole = aligned || (whole_keys && whole_columns && query + STEP <= sizes.r);',
    ...ifWhole((whole) =>
      lines(`
        multiply_rows<${whole}, K_TRANSPOSED, Q_TRANSPOSED>(scores, K, first_key, sizes.c, q, query, sizes.r,
            sizes.d, edge, lane);
        multiply_rows<${whole}, V_TRANSPOSED, O_TRANSPOSED>(slopes, V, first_key, sizes.c, d_o, query, sizes.r,
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
        accumulate<${whole}, O_TRANSPOSED>(sums_v, scores, d_o, query, sizes.r, first_column, sizes.d, edge, lane);
        accumulate<${whole}, Q_TRANSPOSED>(sums_k, slopes, q, query, sizes.r, first_column, sizes.d, edge, lane);
      `),
    ),
    'simdgroup_barrier(mem_flags::mem_threadgroup);',
  ];
}

/** The exponent of the weight that query i of a lane's run gives to its key, and whether it sees it, by mask. */
const SCORE = 'score[i] * sizes.scale - l[i]';
const WEIGHT = {
  none: { seen: 'l[i] > LEAST', exponent: SCORE },
  causal: { seen: 'l[i] > LEAST', exponent: SCORE },
  window: { seen: 'l[i] > LEAST', exponent: SCORE },
  additive: { seen: 'l[i] > LEAST', exponent: 'score[i] * sizes.scale + float(mask[i * sizes.c]) - l[i]' },
  boolean: { seen: 'mask[i * sizes.c]', exponent: SCORE },
  'block-sparse': { seen: 'states.y || mask[i * sizes.c]', exponent: SCORE },
} as const satisfies Record<Mask, { seen: string; exponent: string }>;

function emitWeights(mask: Mask): string[] {
  const { matrix } = MASK_TEXT[mask];
  const { seen, exponent } = WEIGHT[mask];
  return block('for (uint row = lane / LANES_A_ROW; row < keys; row += 32 / LANES_A_ROW)', [
    'const uint key = first_key + row;',
    'const uint first = lane % LANES_A_ROW * RUN;',
    'device const float *l = L + head * sizes.r + query + first;',
    'device const float *d = D + head * sizes.r + query + first;',
    'threadgroup float *score = scores + row * PITCH + first;',
    'threadgroup float *slope = slopes + row * PITCH + first;',
    ...(matrix ? [`device const ${matrix} *mask = M + (query + first) * sizes.c + key;`] : []),
    'const int2 seen = clamp(queries_of(key, sizes) - int(query + first), int2(0), int2(RUN));',
    'for (int i = 0; i < seen.x; i++)',
    '    score[i] = slope[i] = 0;',
    ...block('for (int i = seen.x; i < seen.y; i++)', [
      `const float weight = ${seen} ? exp(${exponent}) : 0.0f;`,
      'score[i] = weight;',
      'slope[i] = weight * (slope[i] - d[i]) * sizes.scale;',
    ]),
    'for (int i = seen.y; i < int(RUN); i++)',
    '    score[i] = slope[i] = 0;',
  ]);
}
