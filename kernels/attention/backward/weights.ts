import { block, type Lines, lines } from '../../msl/text.ts';
import { isPositional, MASK } from '../masks.ts';
import type { CompleteAttention, Mask } from '../problem.ts';
import type { BlockPass } from './parameters.ts';

/** The weight of a lane's key i, by mask. */
const SCORE = 'score[i] * sizes.scale';
const WEIGHT = {
  none: `fast::exp(${SCORE} - l)`,
  causal: `fast::exp(${SCORE} - l)`,
  window: `fast::exp(${SCORE} - l)`,
  additive: `fast::exp(${SCORE} + float(mask[i]) - l)`,
  boolean: `mask[i] ? fast::exp(${SCORE} - l) : 0.0f`,
  'block-sparse': `(states.y || mask[i]) ? fast::exp(${SCORE} - l) : 0.0f`,
} as const satisfies Record<Mask, string>;

/**
 * What a pass skips in a block because it was in the block before: keys or queries. A SIMD-group's own rows are skipped
 * when sums are stored.
 */
const LEFT_OUT = {
  dq: { seen: 'max(seen_keys(query, sizes), uint2(next_key))', isTaken: 'l > LEAST' },
  dkv: { seen: 'seen_keys(query, sizes)', isTaken: 'query >= next_query && l > LEAST' },
} as const satisfies Record<BlockPass, { seen: string; isTaken: string }>;

/**
 * Turns the slopes into dS and, for dV, the scores into P. Expects `first_query` and `first_key` of the block, the
 * number of its `queries` that exist, and L and D of its head.
 */
export function emitWeights({ mask }: CompleteAttention, pass: BlockPass): string[] {
  const { seen, isTaken } = LEFT_OUT[pass];
  const element = mask === 'additive' ? 'Element' : 'uchar';
  const keepsWeights = pass === 'dkv';
  const clear = `${keepsWeights ? 'score[i] = ' : ''}slope[i] = 0;`;
  return block('for (uint row = lane / LANES_A_ROW; row < queries; row += 32 / LANES_A_ROW)', [
    'const uint query = first_query + row;',
    'const uint key = first_key + lane % LANES_A_ROW * RUN;',
    'const float l = L[query], d = D[query];',
    'threadgroup float *score = scores + row * PITCH + key - first_key;',
    'threadgroup float *slope = slopes + row * PITCH + key - first_key;',
    ...(isPositional(mask) ? [] : [`device const ${element} *mask = ${MASK} + query * sizes.c + key;`]),
    "// The part of this lane's keys that the query sees.",
    `const int2 seen = clamp(int2(${seen}) - int(key), int2(0), int2(RUN));`,
    `const int end = ${isTaken} ? seen.y : seen.x;`,
    'for (int i = 0; i < seen.x; i++)',
    `    ${clear}`,
    ...block('for (int i = seen.x; i < end; i++)', [
      `const float weight = ${WEIGHT[mask]};`,
      ...(keepsWeights ? ['score[i] = weight;'] : []),
      'slope[i] = weight * (slope[i] - d) * sizes.scale;',
    ]),
    'for (int i = end; i < int(RUN); i++)',
    `    ${clear}`,
  ]);
}

/** For masks with a map of blocks: skips a block that is hidden completely. */
export function emitSkip({ mask }: CompleteAttention): Lines {
  if (mask !== 'block-sparse') return [];
  return lines(`
    const bool2 states = states_of(map, first_query, first_key, sizes);
    if (!states.x)
        continue;
  `);
}
