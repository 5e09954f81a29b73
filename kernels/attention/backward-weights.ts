import { block, type Lines, lines } from '../msl/text.ts';
import { MASK_TEXT } from './backward-masks.ts';
import type { BlockPass } from './backward-parameters.ts';
import type { Mask } from './problem.ts';

/** The weight of key i of a lane's run, by mask. */
const SCORE = 'score[i] * sizes.scale';
const WEIGHT = {
  none: `exp(${SCORE} - l)`,
  causal: `exp(${SCORE} - l)`,
  window: `exp(${SCORE} - l)`,
  additive: `exp(${SCORE} + float(mask[i]) - l)`,
  boolean: `mask[i] ? exp(${SCORE} - l) : 0.0f`,
  'block-sparse': `states.y || mask[i] ? exp(${SCORE} - l) : 0.0f`,
} as const satisfies Record<Mask, string>;

/**
 * What a pass leaves out of a block, since it has taken it with the block before: keys or queries. Those of a
 * SIMD-group's own rows are left out when sums are stored.
 */
const LEFT_OUT = {
  dq: { seen: 'max(keys_of(query, sizes), int2(next_key))', isTaken: 'l > LEAST' },
  dkv: { seen: 'keys_of(query, sizes)', isTaken: 'query >= next_query && l > LEAST' },
} as const satisfies Record<BlockPass, { seen: string; isTaken: string }>;

/**
 * Makes dS of the slopes and, for dV, P of the scores. Expects `first_query` and `first_key` of the block, `queries`
 * of it that exist, and L and D of its head.
 */
export function emitWeights(mask: Mask, pass: BlockPass): string[] {
  const { matrix } = MASK_TEXT[mask];
  const { seen, isTaken } = LEFT_OUT[pass];
  const keepsWeights = pass === 'dkv';
  const clear = `${keepsWeights ? 'score[i] = ' : ''}slope[i] = 0;`;
  return block('for (uint row = lane / LANES_A_ROW; row < queries; row += 32 / LANES_A_ROW)', [
    'const uint query = first_query + row;',
    'const uint key = first_key + lane % LANES_A_ROW * RUN;',
    'const float l = L[query], d = D[query];',
    'threadgroup float *score = scores + row * PITCH + key - first_key;',
    'threadgroup float *slope = slopes + row * PITCH + key - first_key;',
    ...(matrix ? [`device const ${matrix} *mask = M + query * sizes.c + key;`] : []),
    '// The part of the run that this query sees.',
    `const int2 seen = clamp(${seen} - int(key), int2(0), int2(RUN));`,
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

/** For masks with a table of blocks: goes on with the next block where all of this one is hidden. */
export function emitSkip(mask: Mask): Lines {
  if (!MASK_TEXT[mask].hasBlocks) return [];
  return lines(`
    const bool2 states = states_of(blocks, first_query, first_key, sizes);
    if (!states.x)
        continue;
  `);
}
