import { PLACED } from '../msl/edges.ts';
import { emitFinish } from '../msl/epilogue.ts';
import { emitConstants, emitKernel, THREAD } from '../msl/kernel.ts';
import { type Lines, lines, sourceText } from '../msl/text.ts';
import { BUFFER, blockConstants, emitHeader, emitStart, outputParameters, sizesParameter } from './frame.ts';
import { type GemmKernel, loadsTiles, sharedBytesOf, threadsOf } from './kernel.ts';
import { emitBlockPointers, emitLoadQuad, emitLoadTile, stagedConstants } from './loads.ts';
import { emitMultiplyStep } from './loops.ts';
import { pseudocode } from './pseudocode.ts';
import { emitSchedule, FIRST_STEP } from './schedule.ts';
import { emitStripPointer, emitWriteQuad, emitWriteStrip, stripColumns } from './store.ts';
import { storesUnchanged } from './tensor/sums.ts';

/** The kernel that multiplies: the whole product, or the sums for a second pass. */
export function gemmSource(kernel: GemmKernel): string {
  const { multiplier, schedule } = kernel.config;
  const writesC = schedule !== 'split-k';
  const memory = emitMemory(kernel);
  return sourceText(
    emitHeader(kernel),
    emitStart(kernel),
    emitConstants(constantsOf(kernel)),
    ...(multiplier === 'tensor' ? [] : [PLACED]),
    ...(schedule === 'stream-k' ? [FIRST_STEP] : []),
    ...loadFunctions(kernel),
    ...(writesC ? storeFunctions(kernel) : []),
    [
      ...pseudocode(kernel.config),
      ...emitKernel(
        {
          functionName: kernel.name,
          threads: threadsOf(kernel.config),
          parameters: [...bufferParameters(kernel), ...threadParameters(kernel)],
        },
        [...memory, ...(memory.length > 0 ? [''] : []), ...emitSchedule(kernel)],
      ),
    ],
  );
}

function constantsOf(kernel: GemmKernel): Record<string, number> {
  const { multiplier, load, blockN, registerM, registerN, simdgroups } = kernel.config;
  const across = blockN / registerN;
  return {
    ...blockConstants(kernel),
    ...(load === 'staged' ? { THREADS: threadsOf(kernel.config), ...stagedConstants(kernel) } : {}),
    ...{
      thread: { THREADS_ACROSS: across, ROWS: registerM, QUADS: registerN / 4 },
      simdgroup: { SIMDGROUPS_ACROSS: across, STRIP: stripColumns(kernel) },
      tensor: { SIMDGROUPS: simdgroups },
    }[multiplier],
  };
}

function loadFunctions(kernel: GemmKernel): Lines[] {
  const { a, b, functions, config } = kernel;
  if (loadsTiles(config)) return [emitLoadTile(), emitMultiplyStep(kernel)];
  if (config.load !== 'staged') return [];
  const plain = [a, b].filter(({ loadQuad }) => !loadQuad).map(({ memoryType }) => memoryType);
  return [emitLoadQuad(plain), ...(functions.length > 0 ? [functions] : [])];
}

function storeFunctions(kernel: GemmKernel): Lines[] {
  switch (kernel.config.multiplier) {
    case 'simdgroup':
      return [emitWriteQuad(kernel), emitWriteStrip(kernel)];
    case 'thread':
      return [emitWriteQuad(kernel)];
    case 'tensor':
      return storesUnchanged(kernel) ? [] : [emitFinish(kernel.epilogue)];
  }
}

function bufferParameters(kernel: GemmKernel): string[] {
  const { a, b, accumulator, config } = kernel;
  // A worker of stream-k may process several members of the batch, and declares pointers to the current one.
  const prefix = config.schedule === 'stream-k' ? 'all_' : '';
  // Apple does not document whether tensor operations accept tensors of constant elements.
  const constant = config.multiplier === 'tensor' && config.load !== 'staged' ? '' : ' const';
  return [
    `device${constant} ${a.memoryType} *${prefix}A [[buffer(${BUFFER.A})]]`,
    `device${constant} ${b.memoryType} *${prefix}B [[buffer(${BUFFER.B})]]`,
    ...(config.schedule === 'split-k' ? [sizesParameter()] : outputParameters(kernel, prefix)),
    ...(config.schedule === 'tiles'
      ? []
      : [`device ${accumulator} *${prefix}partial [[buffer(${BUFFER.partial})]]`]),
    ...kernel.parameters,
  ];
}

/** Whether SIMD-groups need threadgroup memory for tiles that are not whole. */
function usesStrip({ config: { multiplier, load, schedule } }: GemmKernel): boolean {
  return multiplier === 'simdgroup' && (load === 'direct' || schedule !== 'split-k');
}

function threadParameters(kernel: GemmKernel): string[] {
  const { multiplier, load } = kernel.config;
  return [
    THREAD.group,
    ...(load === 'staged' ? [THREAD.index] : []),
    ...(multiplier === 'simdgroup' ? [THREAD.simdgroup] : []),
    ...(usesStrip(kernel) ? [THREAD.lane] : []),
  ];
}

/** Which part of a block is whose. The parts of a tensor operation are its own business. */
const PART: Readonly<Record<GemmKernel['config']['multiplier'], Lines>> = {
  thread: lines(`
    // This thread's part of a block.
    const uint part_row = thread_index / THREADS_ACROSS * ROWS;
    const uint part_column = thread_index % THREADS_ACROSS * QUADS * 4;
  `),
  simdgroup: lines(`
    // This SIMD-group's part of a block.
    const uint part_row = simdgroup_index / SIMDGROUPS_ACROSS * PART_M;
    const uint part_column = simdgroup_index % SIMDGROUPS_ACROSS * PART_N;
  `),
  tensor: [],
};

/** The threadgroup memory, and this SIMD-group's or thread's part of the block. */
function emitMemory(kernel: GemmKernel): string[] {
  const { multiplier, load } = kernel.config;
  const sharedBytes = sharedBytesOf(kernel);
  return [
    ...(sharedBytes > 0 ? [`threadgroup float4 shared[${sharedBytes / 16}];`] : []),
    ...kernel.arrays,
    ...(load === 'staged' ? emitBlockPointers(kernel) : []),
    ...(usesStrip(kernel) ? [emitStripPointer(kernel)] : []),
    ...PART[multiplier],
  ];
}
