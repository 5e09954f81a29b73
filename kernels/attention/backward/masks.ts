import type { Argument } from '../../msl/kernel.ts';
import { block, type Lines, lines } from '../../msl/text.ts';
import { emitSeenKeys } from '../masks.ts';
import type { Mask } from '../problem.ts';

/** The map of a block-sparse mask, made by an earlier pass: see block-map.ts. */
export interface MaskMap {
  readonly buffer: string;
  /** The size of its blocks, which may differ from those of the gradients. */
  readonly blockR: number;
  readonly blockC: number;
}

/** The queries that see a key: the reverse of seen_keys(). */
const SEEING: Readonly<Record<'all' | 'causal' | 'window', Lines>> = {
  all: ['return uint2(0, sizes.r);'],
  causal: lines(`
    const int begin = int(key + sizes.r) - int(sizes.c); // the last query sees the last key
    return uint2(max(begin, 0), sizes.r);
  `),
  window: lines(`
    const int begin = int(key + sizes.r) - int(sizes.c); // the last query sees the last key
    const int end = clamp(begin + int(sizes.window), 0, int(sizes.r));
    return uint2(max(begin, 0), end);
  `),
};

/**
 * `seen_keys(row, sizes)` and, for the pass over keys, `seeing_queries(key, sizes)`. The bounds of the ranges never
 * decrease as the argument increases.
 */
export function emitRanges(mask: Mask, hasQueries: boolean): string[] {
  return [...emitSeenKeys(mask), ...(hasQueries ? ['', ...emitSeeingQueries(mask)] : [])];
}

/** Only `seeing_queries(key, sizes)`. */
export function emitSeeingQueries(mask: Mask): string[] {
  const kind = mask === 'causal' || mask === 'window' ? mask : 'all';
  return [
    '// The range [x, y) of queries that can see a key by its position.',
    ...block('inline uint2 seeing_queries(uint key, constant AttentionSizes &sizes)', SEEING[kind]),
  ];
}

/** The argument for the map, or none. */
export function mapArguments(map: MaskMap | undefined): Argument[] {
  return map ? [{ declaration: 'device const uchar *map', value: map.buffer }] : [];
}

/** What the map says about a block of the gradients, which may overlap several blocks of the map. */
export const MAP_STATES: Lines = lines(`
  // Whether any of QUERIES queries sees any of KEYS keys (x), and whether all see all (y). The map holds 0 for
  // blocks that are hidden completely and 1 for blocks that are seen completely.
  inline bool2 states_of(device const uchar *map, uint first_query, uint first_key, constant AttentionSizes &sizes) {
      const uint across = (sizes.c + MAP_KEYS - 1) / MAP_KEYS;
      const uint last_row = (min(first_query + QUERIES, sizes.r) - 1) / MAP_QUERIES;
      const uint last_column = (min(first_key + KEYS, sizes.c) - 1) / MAP_KEYS;
      bool2 states = bool2(false, true);
      for (uint i = first_query / MAP_QUERIES; i <= last_row; i++) {
          for (uint j = first_key / MAP_KEYS; j <= last_column; j++) {
              const uchar state = map[i * across + j];
              states = bool2(states.x || state != 0, states.y && state == 1);
          }
      }
      return states;
  }
`);
