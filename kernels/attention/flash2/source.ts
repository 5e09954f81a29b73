import {
  type Argument,
  declarationsOf,
  emitConstants,
  emitKernel,
  emitPreamble,
  forTiles,
  THREAD,
  TILE,
  ZERO_TILE,
} from '../../msl/kernel.ts';
import { block, type Lines, lines, sourceText } from '../../msl/text.ts';
import { BLOCK_MAP } from '../block-map.ts';
import { SIZES_STRUCT } from '../frame.ts';
import { emitMask, isPositional } from '../masks.ts';
import { emitOperands, transposeConstants } from '../operands.ts';
import type { CompleteAttention } from '../problem.ts';
import { emitCachedQ, emitScores, emitStaging, emitStoreO, emitWeightedValues } from '../products.ts';
import { ALIGNED, emitLoadTile, emitStage, emitStoreTile } from '../tiles.ts';
import { type Flash2Configuration, type Flash2Shape, flash2Shape, threadgroupBytesOf } from './parameters.ts';
import type { SoftmaxText } from './softmax.ts';
import { softmaxInRegisters } from './softmax-registers.ts';
import { softmaxInThreadgroup } from './softmax-threadgroup.ts';

/** What the text of a kernel is made of. */
export interface Flash2Text {
  readonly problem: CompleteAttention;
  readonly config: Flash2Configuration;
  readonly args: readonly Argument[];
  /** Whether it writes L. */
  readonly hasLse: boolean;
}

const SOFTMAX = { threadgroup: softmaxInThreadgroup, registers: softmaxInRegisters } as const;

/** The forward pass; one text serves all sizes with the same head dimension. */
export function flash2Source(text: Flash2Text): string {
  const { problem, config, args } = text;
  const shape = flash2Shape(problem, config);
  const softmax = SOFTMAX[config.softmax]({ ...text, shape });
  const { dtype } = problem;
  return sourceText(
    emitHeader(text, shape),
    [...emitPreamble('metal_stdlib', 'metal_simdgroup_matrix'), '', ...SIZES_STRUCT, '', ...ALIGNED],
    emitConstants({ ...constantsOf(config, shape), ...softmax.constants, ...transposeConstants(problem) }),
    emitMask(problem),
    emitLoadTile(dtype, shape.operandType),
    emitStoreTile(dtype),
    ...(config.load === 'staged' ? [emitStage(dtype, shape.operandType)] : []),
    ...softmax.functions,
    [
      ...KERNEL_COMMENT,
      ...emitKernel(
        {
          functionName: 'flash2',
          threads: shape.threads,
          parameters: [...declarationsOf(args), ...threadOf(config)],
        },
        emitBody(text, shape, softmax),
      ),
    ],
  );
}

/** Constants of the text that follow from a configuration. */
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

function emitHeader(
  { problem, config }: Flash2Text,
  { threads, depth, slices, sliceD }: Flash2Shape,
): string[] {
  const parts =
    slices === 1 ? 'all at once' : `${sliceD} a threadgroup, ${slices} of which make the same scores`;
  return lines(`
    // FlashAttention 2: O[r,d] = softmax(scale * Q[r,d] * transpose(K[c,d]) + mask) * V[c,d] for each head.
    //
    // block                ${config.blockR} queries a threadgroup of ${threads} threads, ${config.blockC} keys at a time
    // part of the block    ${config.registerR} queries a SIMD-group
    // head dimension       up to ${depth}; of O ${parts}
    // softmax              ${config.softmax === 'registers' ? 'in registers' : 'in threadgroup memory'}
    // mask                 ${problem.mask}
    // threadgroup memory   ${threadgroupBytesOf(problem, config)} bytes
  `);
}

const KERNEL_COMMENT: Lines = lines(`
  // for each block of keys that a query of this block may see:
  //     S = Q * transpose(K)
  //     softmax of the keys so far: P = exp2(S - m), by a bound m on each row's scores that rises as needed
  //     O = rescaled O + P * V
  // O / l, where l is the sum of each row of all P
`);

export function threadOf({ load }: Flash2Configuration): string[] {
  return [THREAD.group, ...(load === 'staged' ? [THREAD.index] : []), THREAD.simdgroup, THREAD.lane];
}

function emitBody({ problem, config }: Flash2Text, shape: Flash2Shape, softmax: SoftmaxText): string[] {
  const reading = { shape, load: config.load, cacheQ: config.cacheQ, isSingleRow: config.registerR === TILE };
  return [
    ...emitPlace(shape, [...softmax.memory, ...emitStaging(reading)]),
    '',
    ...softmax.state,
    'simdgroup_float8x8 o[TILES_R][SLICE_D / 8];',
    ...forTiles('TILES_R', 'SLICE_D / 8', [`o[i][j] = ${ZERO_TILE};`]),
    ...emitCachedQ(reading),
    '',
    ...emitSeenByBlock(),
    ...block(EACH_BLOCK, [
      ...emitBlockState(problem),
      ...emitScores(reading),
      '',
      ...softmax.step,
      '',
      ...emitWeightedValues(reading, softmax.weights),
    ]),
    '',
    ...softmax.finish,
    ...emitStoreO(),
  ];
}

/** Threadgroup memory, the operands of this head, and which part of O is made here. */
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

/** What the first and the last query of the block see by their positions. */
export function emitSeenByBlock(): string[] {
  return [
    '// No query of the block sees a key before the first one does, or after the last one.',
    'const uint2 first_seen = seen_keys(first_row, sizes);',
    'const uint2 last_seen = seen_keys(min(first_row + BLOCK_R, sizes.r) - 1, sizes);',
  ];
}

/** `whole`, whether all of a block's scores are seen, where that can be known before; hidden blocks are left out. */
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
