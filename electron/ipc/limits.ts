/** Most contenders of one sweep. */
export const MAX_CONTENDERS = 64;
