import { MAX_CONTENDERS, MAX_PROBLEMS } from '../limits.ts';

// What a bundle may be at most. All of it is checked before anything is parsed: a parser that recurses or allocates is no
// match for a hostile file.

/** The largest sweep that was recorded has some 300 MB. */
export const MAX_BUNDLE_BYTES = 1_000_000_000;
/** Everything but the cells; that of 20,000 problems has 3 MB, and the programs of 1,536 by 6 contenders have 12 MB. */
export const MAX_HEAD_BYTES = 64_000_000;
/** One cell; that of 100,000 samples has 17 MB. */
export const MAX_CELL_BYTES = 64_000_000;
/** Brackets within brackets; a run has 9. */
export const MAX_DEPTH = 32;
export const MAX_CELLS = MAX_PROBLEMS * MAX_CONTENDERS;
