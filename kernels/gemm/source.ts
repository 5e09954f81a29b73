import { PLACED } from '../msl/edges.ts';
import { emitConstants, emitKernel, THREAD } from '../msl/kernel.ts';
import { type Lines, lines, sourceText } from '../msl/text.ts';
import { BUFFER, blockConstants, emitHeader, emitStart, outputParameters, sizesParameter } from './frame.ts';
import { type GemmKernel, sharedBytesOf, threadsOf } from './kernel.ts';
import { emitBlockPointers, emitLoadQuad, emitLoadTile, stagedConstants } from './loads.ts';
import { emitMultiplyStep } from './loops.ts';
import { emitSchedule, FIRST_STEP } from './schedule.ts';
import { emitStripPointer, emitWriteQuad, emitWriteStrip, stripColumns } from './store.ts';

/** The kernel that multiplies: the whole product, or the sums for a second pass. */
export function gemmSource(kernel: GemmKernel): string {
  const { load, schedule } = kernel.config;
  const writesC = schedule !== 'split-k';
  return sourceText(
    emitHeader(kernel),
    emitStart(),
    emitConstants(constantsOf(kernel)),
    PLACED,
    ...(schedule === 'stream-k' ? [FIRST_STEP] : []),
    ...(load === 'direct' ? [emitLoadTile(), emitMultiplyStep(kernel)] : loadFunctions(kernel)),
    ...(writesC ? [emitWriteQuad(kernel)] : []),
    ...(writesC && load !== 'tiled' ? [emitWriteStrip(kernel)] : []),
    [
      ...pseudocode(kernel),
      ...emitKernel(
        {
          functionName: kernel.name,
          threads: threadsOf(kernel.config),
          parameters: [...bufferParameters(kernel), ...threadParameters(kernel)],
        },
        [...emitMemory(kernel), '', ...emitSchedule(kernel)],
      ),
    ],
  );
}

function constantsOf(kernel: GemmKernel): Record<string, number> {
  const { load, blockN, registerM, registerN } = kernel.config;
  const across = blockN / registerN;
  return {
    ...blockConstants(kernel),
    ...(load === 'direct' ? {} : { THREADS: threadsOf(kernel.config), ...stagedConstants(kernel) }),
    ...(load === 'tiled'
      ? { THREADS_ACROSS: across, ROWS: registerM, QUADS: registerN / 4 }
      : { SIMDGROUPS_ACROSS: across, STRIP: stripColumns(kernel) }),
  };
}

function loadFunctions({ a, b, functions }: GemmKernel): Lines[] {
  const plain = [a, b].filter(({ loadQuad }) => !loadQuad).map(({ memoryType }) => memoryType);
  return [emitLoadQuad(plain), ...(functions.length > 0 ? [functions] : [])];
}

function bufferParameters(kernel: GemmKernel): string[] {
  const { a, b, accumulator, config } = kernel;
  // A worker of stream-k may process several members of the batch, and declares pointers to the current one.
  const prefix = config.schedule === 'stream-k' ? 'all_' : '';
  return [
    `device const ${a.memoryType} *${prefix}A [[buffer(${BUFFER.A})]]`,
    `device const ${b.memoryType} *${prefix}B [[buffer(${BUFFER.B})]]`,
    ...(config.schedule === 'split-k' ? [sizesParameter()] : outputParameters(kernel, prefix)),
    ...(config.schedule === 'tiles'
      ? []
      : [`device ${accumulator} *${prefix}partial [[buffer(${BUFFER.partial})]]`]),
    ...kernel.parameters,
  ];
}

/** Whether SIMD-groups need threadgroup memory for tiles that are not whole. */
function usesStrip({ config: { load, schedule } }: GemmKernel): boolean {
  return load === 'direct' || (load === 'staged' && schedule !== 'split-k');
}

function threadParameters(kernel: GemmKernel): string[] {
  const { load } = kernel.config;
  return [
    THREAD.group,
    ...(load === 'direct' ? [] : [THREAD.index]),
    ...(load === 'tiled' ? [] : [THREAD.simdgroup]),
    ...(usesStrip(kernel) ? [THREAD.lane] : []),
  ];
}

const PART: Readonly<Record<'tiled' | 'simdgroup', Lines>> = {
  tiled: lines(`
    const uint part_row = thread_index / THREADS_ACROSS * ROWS;
    const uint part_column = thread_index % THREADS_ACROSS * QUADS * 4;
  `),
  simdgroup: lines(`
    const uint part_row = simdgroup_index / SIMDGROUPS_ACROSS * PART_M;
    const uint part_column = simdgroup_index % SIMDGROUPS_ACROSS * PART_N;
  `),
};

/** The threadgroup memory, and this SIMD-group's or thread's part of the block. */
function emitMemory(kernel: GemmKernel): string[] {
  const { load } = kernel.config;
  return [
    `threadgroup float4 shared[${sharedBytesOf(kernel) / 16}];`,
    ...kernel.arrays,
    ...(load === 'direct' ? [] : emitBlockPointers(kernel)),
    ...(usesStrip(kernel) ? [emitStripPointer(kernel)] : []),
    `// This ${load === 'tiled' ? "thread's" : "SIMD-group's"} part of a block.`,
    ...PART[load === 'tiled' ? 'tiled' : 'simdgroup'],
  ];
}

const LOOPS = {
  staged: lines(`
    for each step of K:
        all threads copy the step's blocks of A and B to threadgroup memory; barrier
        for every 8 elements of the step:
            load a column of A's tiles and a row of B's tiles; add the product of each pair to the sums
        barrier, before the blocks are overwritten
  `),
  direct: lines(`
    for every 8 elements of K:
        load a column of A's tiles and a row of B's tiles; add the product of each pair to the sums
  `),
  tiled: lines(`
    for each step of K:
        all threads copy the step's blocks of A and B to threadgroup memory; barrier
        for each element of the step:
            add the product of a column of A's block with a row of B's to the sums
        barrier, before the blocks are overwritten
  `),
} as const;

/** The same with two buffers. */
const DOUBLE_LOOPS = {
  staged: lines(`
    for each step of K, and once more:
        all threads copy the step's blocks of A and B, if there are any, to one buffer
        for every 8 elements of the step before, in the other buffer:
            load a column of A's tiles and a row of B's tiles; add the product of each pair to the sums
        barrier; the buffers change places
  `),
  tiled: lines(`
    for each step of K, and once more:
        all threads copy the step's blocks of A and B, if there are any, to one buffer
        for each element of the step before, in the other buffer:
            add the product of a column of A's block with a row of B's to the sums
        barrier; the buffers change places
  `),
} as const;

/** The loop in pseudocode, above the kernel. */
function pseudocode({ config: { load, schedule, buffers } }: GemmKernel): string[] {
  const loop = buffers > 1 && load !== 'direct' ? DOUBLE_LOOPS[load] : LOOPS[load];
  const text = {
    tiles: [...loop, 'write the sums to C through the epilogue'],
    'split-k': [...loop, "write the sums to this part's block of scratch memory"],
    'stream-k': [
      'for each block that this worker has steps of:',
      ...loop.map((line) => `    ${line}`),
      '    if these are all of its steps: write the sums to C through the epilogue',
      '    else: write them to scratch memory; a worker divides at most its first and its last block',
    ],
  }[schedule];
  return text.map((line) => `// ${line}`);
}
