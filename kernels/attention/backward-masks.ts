import { type Lines, lines } from '../msl/text.ts';
import type { Mask } from './problem.ts';

/** What a mask is in the text of a gradient's pass. */
export interface MaskText {
  /** Functions that say which keys a query sees and which queries a key is seen by, as ranges; both rise. */
  readonly ranges: Lines;
  /** The type of M's elements; null where there is no M. */
  readonly matrix: 'Element' | 'uchar' | null;
  /** A table of blocks lets blocks be skipped, or be taken without a look into M. */
  readonly hasBlocks: boolean;
}

const EVERYTHING: Lines = lines(`
  // The keys that a query sees, from .x on to before .y.
  inline int2 keys_of(uint, constant Sizes &sizes) {
      return int2(0, sizes.c);
  }

  // The queries that see a key, from .x on to before .y.
  inline int2 queries_of(uint, constant Sizes &sizes) {
      return int2(0, sizes.r);
  }
`);

const CAUSAL: Lines = lines(`
  // The keys that a query sees, from .x on to before .y: the last query sees all.
  inline int2 keys_of(uint query, constant Sizes &sizes) {
      const int end = int(query + 1 + sizes.c) - int(sizes.r);
      return int2(0, max(end, 0));
  }

  // The queries that see a key, from .x on to before .y.
  inline int2 queries_of(uint key, constant Sizes &sizes) {
      const int begin = int(key + sizes.r) - int(sizes.c);
      return int2(max(begin, 0), sizes.r);
  }
`);

const WINDOW: Lines = lines(`
  // The keys that a query sees, from .x on to before .y: the last query sees the last \`window\` keys.
  inline int2 keys_of(uint query, constant Sizes &sizes) {
      const int end = int(query + 1 + sizes.c) - int(sizes.r);
      return int2(max(end - int(sizes.window), 0), max(end, 0));
  }

  // The queries that see a key, from .x on to before .y.
  inline int2 queries_of(uint key, constant Sizes &sizes) {
      const int begin = int(key + sizes.r) - int(sizes.c);
      return clamp(int2(begin, begin + int(sizes.window)), int2(0), int2(sizes.r));
  }
`);

export const MASK_TEXT = {
  none: { ranges: EVERYTHING, matrix: null, hasBlocks: false },
  causal: { ranges: CAUSAL, matrix: null, hasBlocks: false },
  window: { ranges: WINDOW, matrix: null, hasBlocks: false },
  additive: { ranges: EVERYTHING, matrix: 'Element', hasBlocks: false },
  boolean: { ranges: EVERYTHING, matrix: 'uchar', hasBlocks: false },
  'block-sparse': { ranges: EVERYTHING, matrix: 'uchar', hasBlocks: true },
} as const satisfies Record<Mask, MaskText>;

/** For masks with a table of blocks, whatever the sizes of its blocks and of those that ask are. */
export const BLOCK_STATES: Lines = lines(`
  // What the table of blocks says of QUERIES queries and KEYS keys: whether any pair of them is seen (.x), and
  // whether all pairs are (.y). It holds 0 for a block that is hidden, 2 for one that is seen as a whole, 1 for others.
  inline bool2 states_of(device const uchar *blocks, uint first_query, uint first_key, constant Sizes &sizes) {
      const uint across = (sizes.c + sizes.block_keys - 1) / sizes.block_keys;
      const uint last_row = (min(first_query + QUERIES, sizes.r) - 1) / sizes.block_queries;
      const uint last_column = (min(first_key + KEYS, sizes.c) - 1) / sizes.block_keys;
      bool2 states = bool2(false, true);
      for (uint i = first_query / sizes.block_queries; i <= last_row; i++) {
          for (uint j = first_key / sizes.block_keys; j <= last_column; j++) {
              const uchar state = blocks[i * across + j];
              states = bool2(states.x || state != 0, states.y && state == 2);
          }
      }
      return states;
  }
`);
