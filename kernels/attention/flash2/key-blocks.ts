// What FlashAttention 1 and 2 have in common: a threadgroup has a block of queries, and processes the keys block by
// block.
import { DTYPE } from '../../msl/dtype.ts';
import { type Argument, THREAD, TILE } from '../../msl/kernel.ts';
import type { Lines } from '../../msl/text.ts';
import { BLOCK_MAP } from '../block-map.ts';
import { isPositional } from '../masks.ts';
import { emitOperands, emitStrides } from '../operands.ts';
import type { CompleteAttention } from '../problem.ts';
import type { Flash2Configuration } from './parameters.ts';
import { type Flash2Shape, flash2Shape, stagedBlock } from './shape.ts';

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
  const { pitchK, pitchV, elements } = stagedBlock(config, shape);
  return {
    BLOCK_R: config.blockR,
    BLOCK_C: config.blockC,
    REGISTER_R: config.registerR,
    TILES_R: config.registerR / TILE,
    TILES_C: config.blockC / TILE,
    DEPTH: shape.depth,
    STEP_D: shape.stepD,
    SLICE_D: shape.sliceD,
    ...(config.load === 'staged' && {
      THREADS: shape.threads,
      STAGED: elements,
      PITCH_K: pitchK,
      PITCH_V: pitchV,
    }),
  };
}

export function threadOf({ load }: Flash2Configuration): string[] {
  return [THREAD.group, ...(load === 'staged' ? [THREAD.index] : []), THREAD.simdgroup, THREAD.lane];
}

/** The threadgroup memory, the operands of this head, and the part of O of this threadgroup and SIMD-group. */
export function emitPlace({ problem, config }: Flash2Text, memory: Lines): string[] {
  const { simdgroups } = flash2Shape(problem, config);
  return [
    `threadgroup float edges[${simdgroups * TILE ** 2}];`,
    `threadgroup float *edge = edges + simdgroup_index * ${TILE ** 2};`,
    ...memory,
    '',
    'const uint head = group.y;',
    ...emitOperands(['Q', 'K', 'V', 'O']),
    'const uint first_row = group.x * BLOCK_R, own_row = first_row + simdgroup_index * REGISTER_R;',
    // Staging needs all SIMD-groups of the threadgroup.
    ...(config.load === 'direct' ? ['if (own_row >= sizes.r)', '    return;'] : []),
    'const uint row = placed(own_row, sizes.r, REGISTER_R, whole_r);',
    'const uint first_column = group.z * SLICE_D;',
    '// What is left from there, and the first elements of Q and O: tiles are at constant offsets from these.',
    'const uint rows = sizes.r - min(row, sizes.r), columns = sizes.d - first_column;',
    ...emitStrides(),
    'Q += offset_of(row, 0, stride_q, TRANSPOSED_Q);',
    'O += offset_of(row, first_column, stride_o, TRANSPOSED_O);',
  ];
}

/** The loop over the blocks of keys. */
export const EACH_BLOCK =
  'for (uint own_key = first_seen.x / BLOCK_C * BLOCK_C; own_key < last_seen.y; own_key += BLOCK_C)';

/** The block, which takes the keys from `own_key` on: its first key, and its first elements of K and V. */
export function emitBlock({ dtype }: CompleteAttention): string[] {
  const pointer = `device const ${DTYPE[dtype].msl}`;
  return [
    'const uint key = placed(own_key, sizes.c, BLOCK_C, whole_c), keys = sizes.c - key;',
    `${pointer} *k_block = K + offset_of(key, 0, stride_k, TRANSPOSED_K);`,
    `${pointer} *v_block = V + offset_of(key, first_column, stride_v, TRANSPOSED_V);`,
  ];
}

/** The keys that the first and the last query of the block see by their positions. */
export function emitSeenByBlock(): string[] {
  return [
    '// No query of the block sees a key before those of the first query, or after those of the last.',
    'const uint2 first_seen = seen_keys(first_row, sizes);',
    'const uint2 last_seen = seen_keys(min(first_row + BLOCK_R, sizes.r) - 1, sizes);',
  ];
}

/** `all_seen`: whether all scores of a block are seen, if that can be known before. Hidden blocks are skipped. */
export function emitBlockState({ mask }: CompleteAttention): string[] {
  if (isPositional(mask)) {
    return ['const bool all_seen = own_key >= last_seen.x && own_key + BLOCK_C <= first_seen.y;'];
  }
  if (mask !== 'block-sparse') return [];
  return [
    `const uchar state = ${BLOCK_MAP}[group.x * ((sizes.c + BLOCK_C - 1) / BLOCK_C) + own_key / BLOCK_C];`,
    'if (state == 0)',
    '    continue;',
    'const bool all_seen = state == 1;',
  ];
}
