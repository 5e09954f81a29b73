/** Most contenders of one sweep. */
export const MAX_CONTENDERS = 64;
/** Most problems of one sweep: the `mfa-float16` preset has 2048 sizes, and a grid of M × N goes well beyond that. */
export const MAX_PROBLEMS = 20_000;
/** Most epochs of one sweep: beyond that an interval hardly narrows. */
export const MAX_EPOCHS = 100;
/** Most epochs of a rematch, which go on until its verdicts are clear. */
export const MAX_REMATCH_EPOCHS = 384;
/** From a picosecond to eleven days, in nanoseconds: a time beyond that was not measured. */
export const SHORTEST_NS = 1e-3;
export const LONGEST_NS = 1e15;
