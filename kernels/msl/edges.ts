import { type Lines, lines } from './text.ts';

/**
 * `placed(own, extent, unit, whole)`: the start of a block or part that is responsible for what begins at `own`. As in
 * Metal FlashAttention's GEMM, the last one is moved inward rather than guarded.
 */
export const PLACED: Lines = lines(`
  // The start of a unit of rows or columns that is responsible for what begins at \`own\`: further inward if the
  // unit would cross the end.
  inline uint placed(uint own, uint extent, uint unit, bool whole) {
      return whole ? min(own, extent - unit) : own;
  }
`);
