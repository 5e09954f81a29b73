import { describeEpilogue } from '../msl/epilogue.ts';
import { emitPreamble, TENSOR_PREAMBLE } from '../msl/kernel.ts';
import { type Lines, lines } from '../msl/text.ts';
import { type GemmKernel, threadgroupBytesOf, threadsOf, unitOf } from './kernel.ts';
import type { GemmConfiguration } from './parameters.ts';

const MULTIPLIERS = {
  simdgroup: {
    direct: 'SIMD-group matrices read directly from device memory',
    staged: 'A and B staged in threadgroup memory, multiplied by SIMD-group matrices',
  },
  thread: { staged: 'A and B staged in threadgroup memory, sums in registers of threads' },
  tensor: {
    whole: 'one tensor operation a block, which reads A and B from device memory',
    direct: 'a tensor operation a step, which reads A and B from device memory',
    staged: 'A and B staged in threadgroup memory, multiplied by tensor operations',
  },
} as const satisfies Record<
  GemmConfiguration['multiplier'],
  Partial<Record<GemmConfiguration['load'], string>>
>;

const SCHEDULES = {
  tiles: 'one threadgroup per block of C',
  'split-k': 'one threadgroup per block of C and part of K; a second pass adds the sums of all parts',
  'stream-k':
    'the steps of all blocks dealt evenly to workers; a second pass adds the sums of divided blocks',
} as const;

/** The comment at the top of the source: what is computed, and with which configuration. */
export function emitHeader(kernel: GemmKernel): string[] {
  const { name, config, a, b, typeC, accumulator, epilogue } = kernel;
  const shapeA = a.description ?? (a.transposed ? 'A[k,m]^T' : 'A[m,k]');
  const shapeB = b.description ?? (b.transposed ? 'B[n,k]^T' : 'B[k,n]');
  const { multiplier, load } = config;
  const how: Partial<Record<GemmConfiguration['load'], string>> = MULTIPLIERS[multiplier];
  return lines(`
    // ${name}: C[m,n] = ${describeEpilogue(epilogue, `${shapeA} * ${shapeB}`)}, row-major.
    // ${how[load]};
    // ${SCHEDULES[config.schedule]}.
    //
    // in memory            A ${a.memoryType}, B ${b.memoryType}, C ${typeC}
    // in registers         ${multiplier === 'tensor' ? '' : `A and B ${a.type}, `}sums ${accumulator}
    // block of C           ${config.blockM} x ${config.blockN} per threadgroup of ${threadsOf(config)} threads
    // part of the block    ${partOf(config)}
    // step of K            ${load === 'whole' ? 'all of it' : config.blockK}
    // edges                ${edgesOf(config)}
    // threadgroup memory   ${threadgroupBytesOf(kernel)} bytes${config.buffers > 1 ? ', for the blocks of two steps' : ''}
    //
    // Works for all sizes. Offsets are uint: a matrix has at most 2^28 elements.
  `);
}

function partOf({ multiplier, registerM, registerN, simdgroups, relaxed }: GemmConfiguration): string {
  if (multiplier !== 'tensor') {
    return `${registerM} x ${registerN} per ${multiplier === 'thread' ? 'thread' : 'SIMD-group'}`;
  }
  const who = simdgroups === 1 ? 'one SIMD-group' : `${simdgroups} SIMD-groups`;
  return `as the operation divides it among ${who}${relaxed ? '; single precision is relaxed' : ''}`;
}

function edgesOf({ multiplier, load, edges }: GemmConfiguration): string {
  if (multiplier === 'tensor' && load !== 'staged') return 'tensors are zero beyond their extents';
  return edges === 'shift' ? 'the last block of a dimension is moved inward' : 'guarded';
}

const SIZES: Lines = lines(`
  struct GemmSizes {
      uint m, n, k;
      // Elements from one row in memory to the next, and from one member of the batch to the next.
      uint lda, ldb, ldc;
      uint stride_a, stride_b, stride_c;
      uint batch;
      float alpha, beta;
  };
`);

const WHOLE: Lines = lines(`
  // True if no block crosses the end of the dimension: it is a multiple of the block, or the last block is
  // moved inward.
  constant bool whole_m [[function_constant(0)]];
  constant bool whole_n [[function_constant(1)]];
  constant bool whole_k [[function_constant(2)]];
`);

/**
 * The includes, the sizes, and the function constants that tell where nothing has to be guarded.
 * @param isProduct false for the second pass, which only adds
 */
export function emitStart({ config }: GemmKernel, isProduct = true): string[] {
  const usesTensors = isProduct && config.multiplier === 'tensor';
  const preamble = usesTensors ? TENSOR_PREAMBLE : emitPreamble('metal_stdlib', 'metal_simdgroup_matrix');
  return [...preamble, '', ...SIZES, ...(guardsEdges(config) ? ['', ...WHOLE] : [])];
}

/** Whether the kernel has to know where blocks cross the edges. The extents of tensors in device memory do. */
export function guardsEdges({ multiplier, load }: GemmConfiguration): boolean {
  return multiplier !== 'tensor' || load === 'staged';
}

/** The lengths that every GEMM kernel needs. */
export function blockConstants({ config }: GemmKernel): Record<string, number> {
  const unit = unitOf(config);
  const { multiplier, registerM, registerN } = config;
  return {
    BLOCK_M: config.blockM,
    BLOCK_N: config.blockN,
    ...(config.load === 'whole' ? {} : { BLOCK_K: config.blockK }),
    ...(multiplier === 'simdgroup' ? { PART_M: registerM, PART_N: registerN } : {}),
    ...(multiplier === 'tensor' ? {} : { UNIT_M: unit.m, UNIT_N: unit.n }),
    ...(config.swizzle === 1 ? {} : { SWIZZLE: config.swizzle }),
    ...(config.schedule === 'split-k' ? { SPLITS: config.splits } : {}),
    ...(config.schedule === 'stream-k' ? { WORKERS: config.workers } : {}),
  };
}

/** Indices of the kernel's arguments. */
export const BUFFER = { A: 0, B: 1, C: 2, sizes: 3, bias: 4, partial: 5 } as const;

export function sizesParameter(): string {
  return `constant GemmSizes &sizes [[buffer(${BUFFER.sizes})]]`;
}

/** The declarations of C and of what its epilogue needs. */
export function outputParameters({ typeC, epilogue }: GemmKernel, prefix = ''): string[] {
  return [
    `device ${typeC} *${prefix}C [[buffer(${BUFFER.C})]]`,
    sizesParameter(),
    ...(epilogue.bias ? [`device const ${typeC} *bias [[buffer(${BUFFER.bias})]]`] : []),
  ];
}
