import { block, type Lines } from '../../msl/text.ts';
import { MAP_STATES } from '../backward/masks.ts';
import { emitMask, isPositional, maskArguments, maskInCall, mayBeAllSeen } from '../masks.ts';
import type { CompleteAttention } from '../problem.ts';
import { type BlockAxes, movesBlocks } from './blocks.ts';
import { eachElement, placeIn } from './elements.ts';
import type { TensorConfiguration } from './parameters.ts';

/**
 * `mask_scores(s, first_query, first_key, [own,] [is_seen,] [M,] sizes)`, which scales the scores of a block and hides what
 * the mask hides, and the functions that it or its callers need. `own` is the first column that the block before has not
 * taken, if blocks are moved.
 */
export function emitMaskScores(
  problem: CompleteAttention,
  config: TensorConfiguration,
  axes: BlockAxes,
): string[][] {
  const { mask } = problem;
  const [query, key] = axes.rows === 'QUERIES' ? [1, 0] : [0, 1];
  const parameters = [
    'thread Scores &s',
    'uint first_query',
    'uint first_key',
    ...(movesBlocks(config) ? [`uint ${axes.own}`] : []),
    ...(mayBeAllSeen(mask) ? ['bool is_seen'] : []),
    ...maskArguments(problem).map(({ declaration }) => declaration),
    'constant AttentionSizes &sizes',
  ];
  return [
    emitMask(problem),
    ...(isPositional(mask) ? [ALL_SEEN] : []),
    ...(mask === 'block-sparse' ? [[...MAP_STATES]] : []),
    [
      `// Scales and masks a block of scores${movesBlocks(config) ? `, of which the block before has taken those before ${axes.own}` : ''}.`,
      'template <typename Scores>',
      ...block(`inline void mask_scores(${parameters.join(', ')})`, [
        ...(mayBeAllSeen(mask)
          ? block('if (is_seen)', [...eachElement('s', ['s[i] *= sizes.scale_log2;']), 'return;'])
          : []),
        ...eachElement('s', [
          placeIn('s'),
          `const uint query = first_query + at[${query}], key = first_key + at[${key}];`,
          `const uint2 seen = ${movesBlocks(config) ? LEFT[axes.own] : 'seen_keys(query, sizes)'};`,
          `s[i] = masked_score(s[i], query, key, seen, ${maskInCall(mask)}sizes);`,
        ]),
      ]),
    ],
  ];
}

/** The keys of a block that a query sees, if the block has some columns in common with the one before. */
const LEFT = {
  own_key: 'max(seen_keys(query, sizes), uint2(own_key, 0))',
  own_query: 'query < own_query ? uint2(0) : seen_keys(query, sizes)',
} as const;

const ALL_SEEN = [
  '// Whether the queries of a block see all of its keys.',
  ...block('inline bool all_seen(uint first_query, uint first_key, constant AttentionSizes &sizes)', [
    'const uint last_query = min(first_query + QUERIES, sizes.r) - 1;',
    'return first_key >= seen_keys(last_query, sizes).x && first_key + KEYS <= seen_keys(first_query, sizes).y;',
  ]),
];

/** The statements that mask the scores `s` of a block. */
export function emitMasking(
  { mask }: CompleteAttention,
  config: TensorConfiguration,
  { first, own }: BlockAxes,
): string[] {
  const isSeen = isPositional(mask) ? 'all_seen(first_query, first_key, sizes)' : 'states.y';
  const [isOwn, argument] = movesBlocks(config) ? [`${first} == ${own} && `, `${own}, `] : ['', ''];
  const [declared, seen] = mayBeAllSeen(mask)
    ? [[`const bool is_seen = ${isOwn}${isSeen};`], 'is_seen, ']
    : [[], ''];
  return [...declared, `mask_scores(s, first_query, first_key, ${argument}${seen}${maskInCall(mask)}sizes);`];
}

/** For masks with a map of blocks: skips a block that is hidden completely. */
export function emitSkip({ mask }: CompleteAttention): Lines {
  if (mask !== 'block-sparse') return [];
  return [
    'const bool2 states = states_of(map, first_query, first_key, sizes);',
    'if (!states.x)',
    '    continue;',
  ];
}
