// What FlashAttention 1 and 2 have in common: a threadgroup has a block of queries, and processes the keys block by
// block.
import { type Argument, THREAD, TILE } from '../../msl/kernel.ts';
import type { Lines } from '../../msl/text.ts';
import { BLOCK_MAP } from '../block-map.ts';
import { isPositional } from '../masks.ts';
import { emitOperands } from '../operands.ts';
import type { CompleteAttention } from '../problem.ts';
import type { Flash2Configuration } from './parameters.ts';
import type { Flash2Shape } from './shape.ts';

/** What the text of a kernel depends on. */
export interface Flash2Text {
  readonly problem: CompleteAttention;
  readonly config: Flash2Configuration;
  readonly args: readonly Argument[];
  /** Whether it writes L. */
  readonly hasLse: boolean;
}

/** Constants that follow from a configuration. */
export function constantsOf(config: Flash2Configuration, shape: Flash2Shape): Record<string, number> {
  return {
    BLOCK_R: config.blockR,
    BLOCK_C: config.blockC,
    REGISTER_R: config.registerR,
    TILES_R: config.registerR / TILE,
    TILES_C: config.blockC / TILE,
    DEPTH: shape.depth,
    STEP_D: shape.stepD,
    SLICE_D: shape.sliceD,
    ...(config.load === 'staged' && { THREADS: shape.threads }),
  };
}

export function threadOf({ load }: Flash2Configuration): string[] {
  return [THREAD.group, ...(load === 'staged' ? [THREAD.index] : []), THREAD.simdgroup, THREAD.lane];
}

/** The threadgroup memory, the operands of this head, and this threadgroup's part of O. */
export function emitPlace({ simdgroups }: Flash2Shape, memory: Lines): string[] {
  return [
    `threadgroup float edges[${simdgroups * TILE ** 2}];`,
    `threadgroup float *edge = edges + simdgroup_index * ${TILE ** 2};`,
    ...memory,
    '',
    'const uint head = group.y;',
    ...emitOperands(['Q', 'K', 'V', 'O']),
    'const uint first_row = group.x * BLOCK_R, row = first_row + simdgroup_index * REGISTER_R;',
    'const uint first_column = group.z * SLICE_D;',
  ];
}

/** The loop over the blocks of keys. */
export const EACH_BLOCK =
  'for (uint key = first_seen.x / BLOCK_C * BLOCK_C; key < last_seen.y; key += BLOCK_C)';

/** The keys that the first and the last query of the block see by their positions. */
export function emitSeenByBlock(): string[] {
  return [
    '// No query of the block sees a key before those of the first query, or after those of the last.',
    'const uint2 first_seen = seen_keys(first_row, sizes);',
    'const uint2 last_seen = seen_keys(min(first_row + BLOCK_R, sizes.r) - 1, sizes);',
  ];
}

/** `whole`: whether all scores of a block are seen, if that can be known before. Hidden blocks are skipped. */
export function emitBlockState({ mask }: CompleteAttention): string[] {
  if (isPositional(mask)) return ['const bool whole = key >= last_seen.x && key + BLOCK_C <= first_seen.y;'];
  if (mask !== 'block-sparse') return [];
  return [
    `const uchar state = ${BLOCK_MAP}[group.x * ((sizes.c + BLOCK_C - 1) / BLOCK_C) + key / BLOCK_C];`,
    'if (state == 0)',
    '    continue;',
    'const bool whole = state == 1;',
  ];
}
