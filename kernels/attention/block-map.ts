import {
  bindingsOf,
  declarationsOf,
  emitConstants,
  emitKernel,
  emitPreamble,
  mslKernel,
  SIMD_WIDTH,
  THREAD,
} from '../msl/kernel.ts';
import { block, lines, sourceText } from '../msl/text.ts';
import type { Pass, ProgramBuffer } from '../program.ts';
import { SIZES_STRUCT, sizesArgument } from './frame.ts';
import { MASK } from './masks.ts';
import type { CompleteAttention } from './problem.ts';

/** For each block of a mask: 0 if all of it is hidden, 1 if all of it is seen, otherwise 2. */
export const BLOCK_MAP = 'map';

/** The pass that maps a boolean mask by blocks of `blockR` queries and `blockC` keys. */
export function blockMapPass(
  problem: CompleteAttention,
  { blockR, blockC }: { blockR: number; blockC: number },
): { buffer: ProgramBuffer; pass: Pass } {
  const shape = [Math.ceil(problem.r / blockR), Math.ceil(problem.c / blockC)] as const;
  const args = [
    { declaration: `device const uchar *${MASK}`, value: MASK },
    { declaration: `device uchar *${BLOCK_MAP}`, value: BLOCK_MAP },
    sizesArgument(problem),
  ];
  const source = sourceText(
    lines(`
      // What the mask hides in each block of ${blockR} queries and ${blockC} keys: all (0), nothing (1), or a part (2).
    `),
    [...emitPreamble('metal_stdlib'), '', ...SIZES_STRUCT],
    emitConstants({ BLOCK_R: blockR, BLOCK_C: blockC }),
    [
      '// A SIMD-group counts the elements of a block that are seen. A block that crosses the last key never counts',
      '// as seen completely, since the scores beyond that key have to be masked.',
      ...emitKernel(
        { functionName: 'block_map', threads: SIMD_WIDTH, parameters: [...declarationsOf(args), ...PLACE] },
        [
          'const uint first_row = group.y * BLOCK_R, first_key = group.x * BLOCK_C;',
          'const uint end_row = min(first_row + BLOCK_R, sizes.r), end_key = min(first_key + BLOCK_C, sizes.c);',
          'uint seen = 0;',
          ...block('for (uint row = first_row + lane; row < end_row; row += 32)', [
            'for (uint key = first_key; key < end_key; key++)',
            `    seen += ${MASK}[row * sizes.c + key] != 0;`,
          ]),
          'seen = simd_sum(seen);',
          'const bool whole = seen == (end_row - first_row) * BLOCK_C;',
          'if (lane == 0)',
          `    ${BLOCK_MAP}[group.y * blocks.x + group.x] = whole ? 1 : seen == 0 ? 0 : 2;`,
        ],
      ),
    ],
  );
  return {
    buffer: { name: BLOCK_MAP, dtype: 'u8', shape, role: 'scratch' },
    pass: {
      kernel: mslKernel('block_map', source),
      bindings: bindingsOf(args),
      threadgroups: [shape[1], shape[0], 1],
      threadsPerThreadgroup: [SIMD_WIDTH, 1, 1],
      threadgroupBytes: 0,
      registers: 16,
    },
  };
}

const PLACE = [
  'uint2 group [[threadgroup_position_in_grid]]',
  'uint2 blocks [[threadgroups_per_grid]]',
  THREAD.lane,
];
