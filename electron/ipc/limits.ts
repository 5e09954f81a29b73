/** Most contenders of one sweep. */
export const MAX_CONTENDERS = 64;
/** Most problems of one sweep: the `mfa-float16` preset has 2048 sizes, and a grid of M × N goes well beyond that. */
export const MAX_PROBLEMS = 20_000;
