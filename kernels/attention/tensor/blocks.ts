// How a SIMD-group goes through blocks of scores: it has some rows, and goes through the columns.
import { block, type Lines } from '../../msl/text.ts';
import type { TensorConfiguration } from './parameters.ts';

/** What rows and columns are: their numbers in a block, and names of the first column, of all columns and of a sequence. */
export const QUERY_ROWS = {
  rows: 'QUERIES',
  columns: 'KEYS',
  first: 'first_key',
  own: 'own_key',
  count: 'keys',
  extent: 'sizes.c',
} as const;
export const KEY_ROWS = {
  rows: 'KEYS',
  columns: 'QUERIES',
  first: 'first_query',
  own: 'own_query',
  count: 'queries',
  extent: 'sizes.r',
} as const;
export type BlockAxes = typeof QUERY_ROWS | typeof KEY_ROWS;

/**
 * Whether the last block of columns is moved inward, and leaves out what it shares with the one before. A product that
 * takes weights from registers reads as many rows of the other operand as a block has columns (see fewestColumns()).
 */
export function movesBlocks({ handOver }: TensorConfiguration): boolean {
  return handOver === 'left-input';
}

/** The loop over the columns [begin, end). */
export function emitColumnLoop(
  { columns, first, own, count, extent }: BlockAxes,
  config: TensorConfiguration,
  body: Lines,
): string[] {
  return movesBlocks(config)
    ? block(`for (uint ${own} = begin; ${own} < end; ${own} += ${columns})`, [
        `const uint ${first} = min(${own}, ${extent} - ${columns}); // the last block is moved inward`,
        ...body,
      ])
    : block(`for (uint ${first} = begin; ${first} < end; ${first} += ${columns})`, [
        `const uint ${count} = min(${columns}, ${extent} - ${first});`,
        ...body,
      ]);
}

/** The number of columns of a block that exist. */
export function columnCount({ columns, count }: BlockAxes, config: TensorConfiguration): string {
  return movesBlocks(config) ? columns : count;
}
