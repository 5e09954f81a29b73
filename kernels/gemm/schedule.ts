import { block, indent, type Lines, lines } from '../msl/text.ts';
import type { GemmKernel } from './kernel.ts';
import { STORE_PARTIAL } from './store.ts';
import { STORE_PARTIAL_SUMS } from './tensor/sums.ts';
import { emitStore, emitWork } from './work.ts';

/** The body of the kernel: which blocks a threadgroup works on, and where its sums go. */
export function emitSchedule(kernel: GemmKernel): string[] {
  switch (kernel.config.schedule) {
    case 'tiles':
      return emitOneBlock(kernel);
    case 'split-k':
      return emitSplit(kernel);
    case 'stream-k':
      return emitStream(kernel);
  }
}

/**
 * Row by row, or with a swizzle: then the grid is SWIZZLE times as wide and a SWIZZLE-th as high, and may have
 * threadgroups to spare.
 */
const PLACE_IN_ORDER: Readonly<Record<'rows' | 'swizzled', Lines>> = {
  rows: ['const uint block_row = group.y * BLOCK_M, block_column = group.x * BLOCK_N;'],
  swizzled: lines(`
    // Consecutive threadgroups go down SWIZZLE rows of blocks before they go on to the next column.
    const uint block_row = (group.y * SWIZZLE + group.x % SWIZZLE) * BLOCK_M;
    const uint block_column = group.x / SWIZZLE * BLOCK_N;
    if (block_row >= sizes.m)
        return;
  `),
};

function emitOneBlock(kernel: GemmKernel): string[] {
  return [
    "// This member of the batch, and the block's position in C.",
    ...kernel.member,
    ...PLACE_IN_ORDER[kernel.config.swizzle === 1 ? 'rows' : 'swizzled'],
    'const uint k_begin = 0, k_end = sizes.k;',
    ...emitWork(kernel, emitStore(kernel)),
  ];
}

function emitSplit(kernel: GemmKernel): string[] {
  return [
    ...lines(`
      // This part of K and member of the batch; the block's position in C and in scratch memory.
      const uint split = group.z % SPLITS, member = group.z / SPLITS;
      A += member * sizes.stride_a;
      B += member * sizes.stride_b;
      const uint block_row = group.y * BLOCK_M, block_column = group.x * BLOCK_N;
      const uint across = (sizes.n + BLOCK_N - 1) / BLOCK_N, down = (sizes.m + BLOCK_M - 1) / BLOCK_M;
      const uint tile = (member * down + group.y) * across + group.x;
      partial += (tile * SPLITS + split) * (BLOCK_M * BLOCK_N);
      const uint steps = (sizes.k + BLOCK_K - 1) / BLOCK_K;
      const uint k_begin = steps * split / SPLITS * BLOCK_K;
      const uint k_end = min(sizes.k, steps * (split + 1) / SPLITS * BLOCK_K);
    `),
    ...emitWork(kernel, kernel.config.multiplier === 'tensor' ? STORE_PARTIAL_SUMS : STORE_PARTIAL),
  ];
}

/** For kernels that divide steps among workers. */
export const FIRST_STEP: Lines = lines(`
  // The first step of a worker, counted through all blocks. It is the end of the worker before.
  inline uint first_step(uint worker, uint all) {
      return uint(ulong(all) * worker / WORKERS);
  }
`);

function emitStream(kernel: GemmKernel): string[] {
  const { a, b, typeC, accumulator, config } = kernel;
  const meet = config.load === 'direct' ? [] : ['threadgroup_barrier(mem_flags::mem_threadgroup);'];
  return [
    ...lines(`
      const uint across = (sizes.n + BLOCK_N - 1) / BLOCK_N, down = (sizes.m + BLOCK_M - 1) / BLOCK_M;
      const uint steps = (sizes.k + BLOCK_K - 1) / BLOCK_K;
      const uint all = across * down * sizes.batch * steps;
      const uint begin = first_step(group.x, all), end = first_step(group.x + 1, all);
      uint at = begin;
    `),
    ...block('while (at < end)', [
      ...lines(`
        // The next steps within one block: as many as are left of the block or of this worker.
        const uint tile = at / steps, first = at % steps, count = min(steps - first, end - at);
        const uint member = tile / (across * down);
        const uint block_row = tile / across % down * BLOCK_M, block_column = tile % across * BLOCK_N;
        const uint k_begin = first * BLOCK_K, k_end = min(sizes.k, (first + count) * BLOCK_K);
        device const ${a.memoryType} *A = all_A + member * sizes.stride_a;
        device const ${b.memoryType} *B = all_B + member * sizes.stride_b;
        device ${typeC} *C = all_C + member * sizes.stride_c;
        device ${accumulator} *partial = all_partial + (group.x * 2 + (at == begin ? 0 : 1)) * (BLOCK_M * BLOCK_N);
      `),
      ...emitWork(kernel, [
        'if (count == steps) {',
        ...indent(emitStore(kernel)),
        '} else {',
        ...indent(STORE_PARTIAL),
        '}',
      ]),
      'at += count;',
      ...meet,
    ]),
  ];
}
