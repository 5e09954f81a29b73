import { describeEpilogue } from '../msl/epilogue.ts';
import { block, type Lines, lines } from '../msl/text.ts';
import { type GemmKernel, threadgroupBytesOf, threadsOf, unitOf } from './kernel.ts';

const LOADS = {
  staged: 'A and B staged in threadgroup memory, multiplied by SIMD-group matrices',
  direct: 'SIMD-group matrices read straight from device memory',
  tiled: 'A and B staged in threadgroup memory, sums in the registers of threads',
} as const;

const SCHEDULES = {
  tiles: 'a threadgroup for each block of C',
  'split-k': 'a threadgroup for each block of C and each part of K; sums meet in a second pass',
  'stream-k': 'all steps of all blocks in one row, dealt evenly; sums of cut blocks meet in a second pass',
} as const;

/** The comment at the head of the source: what is computed, and by which configuration. */
export function emitHeader(kernel: GemmKernel): string[] {
  const { name, configuration: c, a, b, typeC, accumulator, epilogue } = kernel;
  const shapeA = a.transposed ? 'A[k,m]^T' : 'A[m,k]';
  const shapeB = b.transposed ? 'B[n,k]^T' : 'B[k,n]';
  const unit = c.load === 'tiled' ? 'thread' : 'SIMD-group';
  return lines(`
    // ${name}: C[m,n] = ${describeEpilogue(epilogue, `${shapeA} * ${shapeB}`)}, row-major.
    // ${LOADS[c.load]};
    // ${SCHEDULES[c.schedule]}.
    //
    // in memory            A ${a.memoryType}, B ${b.memoryType}, C ${typeC}
    // in registers         A and B ${a.type}, sums ${accumulator}
    // block of C           ${c.blockM} x ${c.blockN} a threadgroup of ${threadsOf(c)} threads
    // part of the block    ${c.registerM} x ${c.registerN} a ${unit}
    // step of K            ${c.blockK}
    // edges                ${c.edges === 'shift' ? 'the last part of a dimension is moved inward' : 'guarded'}
    // threadgroup memory   ${threadgroupBytesOf(kernel)} bytes
    //
    // Serves all sizes. Offsets are uint: a matrix has 2^28 elements at most.
  `);
}

/** The includes, the sizes, and the function constants that say where nothing has to be guarded. */
export function emitPreamble(): string[] {
  return lines(`
    #include <metal_stdlib>
    #include <metal_simdgroup_matrix>
    using namespace metal;

    struct GemmSizes {
        uint m, n, k;
        // Elements from one row in memory to the next, and from one member of the batch to the next.
        uint lda, ldb, ldc;
        uint stride_a, stride_b, stride_c;
        uint batch;
        float alpha, beta;
    };

    // True when no block crosses the end of a dimension: it is a multiple, or the last one is moved inward.
    constant bool whole_m [[function_constant(0)]];
    constant bool whole_n [[function_constant(1)]];
    constant bool whole_k [[function_constant(2)]];
  `);
}

/** Where a block or a part that would begin at `own` begins: further inward where it would cross the end. */
export const PLACED: Lines = lines(`
  // Where a unit of rows or columns begins that is responsible for what follows \`own\`.
  inline uint placed(uint own, uint extent, uint unit, bool whole) {
      return whole ? min(own, extent - unit) : own;
  }
`);

/** `constant constexpr uint NAME = value;` for each. */
export function emitConstants(constants: Readonly<Record<string, number>>): string[] {
  return Object.entries(constants).map(([name, value]) => `constant constexpr uint ${name} = ${value};`);
}

/** The lengths that every kernel of a product needs. */
export function blockConstants({ configuration: c }: GemmKernel): Record<string, number> {
  const unit = unitOf(c);
  return {
    ...{ BLOCK_M: c.blockM, BLOCK_N: c.blockN, BLOCK_K: c.blockK },
    ...(c.load === 'tiled' ? {} : { PART_M: c.registerM, PART_N: c.registerN }),
    ...{ UNIT_M: unit.m, UNIT_N: unit.n },
    ...(c.schedule === 'split-k' ? { SPLITS: c.splits } : {}),
    ...(c.schedule === 'stream-k' ? { WORKERS: c.workers } : {}),
  };
}

/** Places of the kernel's arguments. */
export const BUFFER = { A: 0, B: 1, C: 2, sizes: 3, bias: 4, partial: 5 } as const;

interface Signature {
  readonly functionName: string;
  readonly threads: number;
  /** Arguments that are read and written. */
  readonly parameters: Lines;
  /** Arguments that say which thread it is. */
  readonly thread: Lines;
}

/** The kernel function. */
export function emitKernel({ functionName, threads, parameters, thread }: Signature, body: Lines): string[] {
  const head = `kernel void ${functionName}(`;
  const all = [...parameters, 'uint3 group [[threadgroup_position_in_grid]]', ...thread];
  const signature = `${head}${all.join(`,\n${' '.repeat(head.length)}`)})`;
  return [`[[max_total_threads_per_threadgroup(${threads})]]`, ...block(signature, body)];
}

export function sizesParameter(): string {
  return `constant GemmSizes &sizes [[buffer(${BUFFER.sizes})]]`;
}

/** The argument for C and those of its epilogue. */
export function outputParameters({ typeC, epilogue }: GemmKernel, prefix = ''): string[] {
  return [
    `device ${typeC} *${prefix}C [[buffer(${BUFFER.C})]]`,
    sizesParameter(),
    ...(epilogue.bias ? [`device const ${typeC} *bias [[buffer(${BUFFER.bias})]]`] : []),
  ];
}
