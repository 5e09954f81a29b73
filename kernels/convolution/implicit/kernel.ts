import { type GemmKernel, gemmKernel } from '../../gemm/kernel.ts';
import type { GemmConfiguration } from '../../gemm/parameters.ts';
import { type CompleteGemm, completeGemm } from '../../gemm/problem.ts';
import type { FloatDType } from '../../msl/dtype.ts';
import type { Epilogue } from '../../msl/epilogue.ts';
import { lines } from '../../msl/text.ts';
import { pitchesOf, type Sliding, volumeOf } from '../sliding.ts';
import { emitPatches } from './patches.ts';
import { BEYOND, type Loads, PLACE_BYTES, tapCount } from './places.ts';

/** Indices of the arguments that a product of matrices does not have. */
export const PATCH_BUFFER = { taps: 6, window: 7 } as const;

/** What is computed with the sums of a window, and in which data type. */
export type Result = Pick<Epilogue, 'bias' | 'activation'> & { readonly dtype: FloatDType };

/**
 * The product that a sliding window is. With channels last, C[position, filter] = patches · weightsᵀ for all images at
 * once, and each group is a member of the batch. With channels first, C[filter, position] = weights · patchesᵀ, and each
 * group of each image is a member.
 */
export function slidingGemm(sliding: Sliding, { dtype, bias, activation }: Result): CompleteGemm {
  const { layout, batch, groups, filters } = sliding;
  const [k, positions] = [tapCount(sliding), volumeOf(sliding, 'positions')];
  const common = { op: 'gemm', dtype, k, bias, activation } as const;
  return layout === 'NHWC'
    ? completeGemm({
        ...common,
        ...{ m: batch * positions, n: filters, transposeB: true, batch: groups },
        ...{ strideA: groupStride(sliding), ldc: groups * filters, strideC: filters },
      })
    : completeGemm({
        ...common,
        ...{ m: filters, n: positions, batch: batch * groups },
        ...{ strideB: groupStride(sliding), ...(groups === 1 && { strideA: 0 }) },
      });
}

/**
 * The product that the gradient of the weights is: C[filter, tap] = dYᵀ · patches, summed over the positions of all
 * images. dY has its channels last.
 */
export function gradientGemm(sliding: Sliding, { dtype }: Pick<Result, 'dtype'>): CompleteGemm {
  const { batch, groups, filters } = sliding;
  const k = batch * volumeOf(sliding, 'positions');
  return completeGemm({
    ...{ op: 'gemm', dtype, m: filters, n: tapCount(sliding), k, transposeA: true, batch: groups },
    ...{ lda: groups * filters, strideA: filters, strideB: groupStride(sliding) },
  });
}

/** Elements from the channels of a group to those of the next. */
function groupStride(sliding: Sliding): number {
  return pitchesOf(sliding).c * sliding.channels;
}

/** Implicit GEMM: the kernel of the product, with patches of images in place of one operand. */
export function implicitKernel(sliding: Sliding, result: Result, config: GemmConfiguration): GemmKernel {
  const kernel = gemmKernel(slidingGemm(sliding, result), config, 'convolution');
  return sliding.layout === 'NHWC' ? withPatchesAsA(kernel) : withPatchesAsB(kernel);
}

/** The same for the gradient of the weights. */
export function gradientKernel(
  sliding: Sliding,
  result: Pick<Result, 'dtype'>,
  config: GemmConfiguration,
): GemmKernel {
  const kernel = gemmKernel(gradientGemm(sliding, result), config, 'convolution_weights');
  const { b } = kernel;
  const load = (row: string, column: string) =>
    `load_taps(B, taps, positions[${row} - k], ${column}, window)`;
  return {
    ...kernel,
    ...patches('taps', b.memoryType, 'BLOCK_K', kernel.config.blockK),
    b: { ...b, description: 'patches of B[k,n]', loadQuad: converted(b, load) },
    beforeStep: lines(`
      // Where the window is at each position of the step.
      for (uint i = thread_index; i < BLOCK_K; i += THREADS)
          positions[i] = place_of_position(k + i, window);
      threadgroup_barrier(mem_flags::mem_threadgroup);
    `),
  };
}

/** What the kernel gets for patches, with a table of positions. */
function patches(loads: Loads, memory: string, length: string, count: number) {
  return {
    parameters: [
      `device const Place *taps [[buffer(${PATCH_BUFFER.taps})]]`,
      `constant Window &window [[buffer(${PATCH_BUFFER.window})]]`,
    ],
    functions: emitPatches(loads, memory),
    arrays: [
      `threadgroup packed_int3 places[${length}];`,
      'threadgroup Place *positions = (threadgroup Place *)places;',
    ],
    arrayBytes: count * PLACE_BYTES,
  };
}

/** Patches are A [position, tap]. */
function withPatchesAsA(kernel: GemmKernel): GemmKernel {
  const { a, epilogue, config } = kernel;
  const load = (row: string, column: string) =>
    `load_taps(A, taps, positions[${row} - first_row], ${column}, window)`;
  return {
    ...kernel,
    ...patches('taps', a.memoryType, 'BLOCK_M', config.blockM),
    a: { ...a, description: 'patches of A[m,k]', loadQuad: converted(a, load) },
    member: [...kernel.member, ...(epilogue.bias ? ['bias += group.z * sizes.n;'] : [])],
    beforeLoop: lines(`
      // Where the window is at each position of the block.
      for (uint i = thread_index; i < BLOCK_M; i += THREADS)
          positions[i] = place_of_position(first_row + i, window);
      threadgroup_barrier(mem_flags::mem_threadgroup);
    `),
  };
}

/** Patches are B [tap, position]. */
function withPatchesAsB(kernel: GemmKernel): GemmKernel {
  const { b, epilogue, config } = kernel;
  const load = (row: string, column: string) =>
    `load_positions(B, taps[${row}], positions + (${column} - first_column), window)`;
  return {
    ...kernel,
    ...patches('positions', b.memoryType, 'BLOCK_N', config.blockN),
    b: { ...b, description: 'patches of B[k,n]', loadQuad: converted(b, load) },
    biasOf: 'rows',
    member: [
      '// The members are the groups of each image. Images share the weights and the bias.',
      'A += group.z % window.groups * sizes.stride_a;',
      ...kernel.member.slice(1),
      ...(epilogue.bias ? ['bias += group.z % window.groups * sizes.m;'] : []),
    ],
    beforeLoop: lines(`
      // Where the window is at each position of the block: nowhere beyond the last.
      for (uint i = thread_index; i < BLOCK_N; i += THREADS) {
          const Place beyond = ${BEYOND};
          positions[i] = first_column + i < sizes.n ? place_of_position(first_column + i, window) : beyond;
      }
      threadgroup_barrier(mem_flags::mem_threadgroup);
    `),
  };
}

/** The expression of a quad in the type that it is multiplied in. */
function converted({ type, memoryType }: GemmKernel['a'], load: (row: string, column: string) => string) {
  return type === memoryType ? load : (row: string, column: string) => `${type}4(${load(row, column)})`;
}
