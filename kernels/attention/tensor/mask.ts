import { block, type Lines } from '../../msl/text.ts';
import { MAP_STATES } from '../backward/masks.ts';
import { emitMask, isPositional, maskArguments, maskInCall, mayBeAllSeen } from '../masks.ts';
import type { CompleteAttention } from '../problem.ts';
import { eachElement, placeIn } from './elements.ts';
import type { BlockAxes } from './frame.ts';

/**
 * `mask_scores(s, first_query, first_key, [is_seen,] [M,] sizes)`, which scales the scores of a block and hides what the
 * mask hides, and the functions that it or its callers need.
 */
export function emitMaskScores(problem: CompleteAttention, { rows }: BlockAxes): string[][] {
  const { mask } = problem;
  const [query, key] = rows === 'QUERIES' ? [1, 0] : [0, 1];
  const parameters = [
    'thread Scores &s',
    'uint first_query',
    'uint first_key',
    ...(mayBeAllSeen(mask) ? ['bool is_seen'] : []),
    ...maskArguments(problem).map(({ declaration }) => declaration),
    'constant AttentionSizes &sizes',
  ];
  return [
    emitMask(problem),
    ...(isPositional(mask) ? [ALL_SEEN] : []),
    ...(mask === 'block-sparse' ? [[...MAP_STATES]] : []),
    [
      `// Scales and masks a block of scores, ${mayBeAllSeen(mask) ? 'all of which may be known to be seen' : 'as exponents of 2'}.`,
      'template <typename Scores>',
      ...block(`inline void mask_scores(${parameters.join(', ')})`, [
        ...(mayBeAllSeen(mask)
          ? block('if (is_seen)', [...eachElement('s', ['s[i] *= sizes.scale_log2;']), 'return;'])
          : []),
        ...eachElement('s', [
          placeIn('s'),
          `const uint query = first_query + at[${query}], key = first_key + at[${key}];`,
          `s[i] = masked_score(s[i], query, key, seen_keys(query, sizes), ${maskInCall(mask)}sizes);`,
        ]),
      ]),
    ],
  ];
}

const ALL_SEEN = [
  '// Whether the queries of a block see all of its keys.',
  ...block('inline bool all_seen(uint first_query, uint first_key, constant AttentionSizes &sizes)', [
    'const uint last_query = min(first_query + QUERIES, sizes.r) - 1;',
    'return first_key >= seen_keys(last_query, sizes).x && first_key + KEYS <= seen_keys(first_query, sizes).y;',
  ]),
];

/** The statement that masks the scores `s` of a block. */
export function maskScores({ mask }: CompleteAttention): string {
  const seen = isPositional(mask)
    ? 'all_seen(first_query, first_key, sizes), '
    : mayBeAllSeen(mask)
      ? 'states.y, '
      : '';
  return `mask_scores(s, first_query, first_key, ${seen}${maskInCall(mask)}sizes);`;
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
