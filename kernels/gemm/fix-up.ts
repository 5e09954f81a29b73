import { PLACED } from '../msl/edges.ts';
import { emitConstants, emitKernel, THREAD } from '../msl/kernel.ts';
import { type Lines, lines, sourceText } from '../msl/text.ts';
import { BUFFER, blockConstants, emitHeader, emitStart, outputParameters } from './frame.ts';
import { type GemmKernel, unitOf } from './kernel.ts';
import { FIRST_STEP } from './schedule.ts';
import { emitWriteQuad } from './store.ts';

/** Threads per threadgroup of the second pass. Each takes four sums at a time. */
export const FIX_UP_THREADS = 256;

const HEADS = {
  'split-k': lines(`
    // Second pass of split-k: adds the sums of a block over all parts of K.
    //
    // for every four sums of the block:
    //     add them over the parts, in order; write them to C through the epilogue
  `),
  'stream-k': lines(`
    // Second pass of stream-k: adds the sums of the blocks that were divided among workers.
    //
    // a block that a single worker did is in C already
    // for every four sums of the block:
    //     add them over the workers that have steps of it, in order; write them to C through the epilogue
  `),
} as const;

/** Statements before the loop over the sums of a block, and the loop that adds those in scratch memory. */
const SUMS: Readonly<Record<'split-k' | 'stream-k', (type: string) => { before: string[]; add: string[] }>> =
  {
    'split-k': (type) => ({
      before: ['const uint block = tile * SPLITS * BLOCK;'],
      add: [
        'for (uint split = 0; split < SPLITS; split++)',
        `    sums += float4(*(device const ${type}4 *)(partial + block + split * BLOCK + i));`,
      ],
    }),
    'stream-k': (type) => ({
      before: lines(`
      // The block's steps, counted through all blocks, and the first worker that has some of them.
      const uint steps = (sizes.k + BLOCK_K - 1) / BLOCK_K;
      const uint all = across * down * sizes.batch * steps;
      const uint begin = tile * steps, end = begin + steps;
      uint worker = 0;
      while (first_step(worker + 1, all) <= begin)
          worker++;
      if (first_step(worker + 1, all) >= end)
          return;
    `),
      add: lines(`
      for (uint w = worker; w < WORKERS && first_step(w, all) < end; w++) {
          const uint from = first_step(w, all);
          if (from == first_step(w + 1, all))
              continue;
          // For a worker that began with an earlier block, this one is the last.
          const uint slot = w * 2 + (from < begin ? 1 : 0);
          sums += float4(*(device const ${type}4 *)(partial + slot * BLOCK + i));
      }
    `),
    }),
  };

/** The second pass: one threadgroup per block of C. */
export function fixUpSource(kernel: GemmKernel): string {
  const schedule = kernel.config.schedule as 'split-k' | 'stream-k';
  const { before, add } = SUMS[schedule](kernel.accumulator);
  const unit = unitOf(kernel.config);
  const bias = kernel.epilogue.bias ? 'bias, ' : '';
  const body: Lines = [
    ...lines(`
      const uint across = (sizes.n + BLOCK_N - 1) / BLOCK_N, down = (sizes.m + BLOCK_M - 1) / BLOCK_M;
      const uint tile = (group.z * down + group.y) * across + group.x;
      C += group.z * sizes.stride_c;
    `),
    ...before,
    ...lines(`
      for (uint i = thread_index * 4; i < BLOCK; i += THREADS * 4) {
          // The position in C. As in the first pass, a unit that would cross an edge begins further inward.
          const uint r = i / BLOCK_N, c = i % BLOCK_N;
          const uint own_row = group.y * BLOCK_M + r / UNIT_M * UNIT_M;
          const uint own_column = group.x * BLOCK_N + c / UNIT_N * UNIT_N;
          if (own_row >= sizes.m || own_column >= sizes.n)
              continue;
          const uint row = placed(own_row, sizes.m, UNIT_M, whole_m) + r % UNIT_M;
          const uint column = placed(own_column, sizes.n, UNIT_N, whole_n) + c % UNIT_N;
          if (row < own_row || row >= sizes.m)
              continue;
          float4 sums = 0;
    `),
    ...add.map((line) => `    ${line}`),
    `    write_quad(sums, C + row * sizes.ldc, ${bias}column, own_column, sizes);`,
    '}',
  ];
  return sourceText(
    emitHeader(kernel),
    emitStart(kernel, false),
    emitConstants({
      ...blockConstants(kernel),
      UNIT_M: unit.m,
      UNIT_N: unit.n,
      BLOCK: kernel.config.blockM * kernel.config.blockN,
      THREADS: FIX_UP_THREADS,
    }),
    PLACED,
    ...(schedule === 'stream-k' ? [FIRST_STEP] : []),
    emitWriteQuad(kernel),
    [
      ...HEADS[schedule],
      ...emitKernel(
        {
          functionName: fixUpName(kernel),
          threads: FIX_UP_THREADS,
          parameters: [
            ...outputParameters(kernel),
            `device const ${kernel.accumulator} *partial [[buffer(${BUFFER.partial})]]`,
            THREAD.group,
            THREAD.index,
          ],
        },
        body,
      ),
    ],
  );
}

export function fixUpName({ name }: GemmKernel): string {
  return `${name}_fix_up`;
}
