import { mslKernel, TENSOR_VERSION, TILE } from '../msl/kernel.ts';
import { floatWord } from '../msl/words.ts';
import type { Binding, Kernel, Pass, Program, ProgramBuffer } from '../program.ts';
import { partialBlocks } from './check.ts';
import { FIX_UP_THREADS, fixUpName, fixUpSource } from './fix-up.ts';
import { BUFFER, guardsEdges } from './frame.ts';
import { type GemmKernel, loadsTiles, registersOf, threadgroupBytesOf, threadsOf, unitOf } from './kernel.ts';
import { type CompleteGemm, layoutsOf } from './problem.ts';
import { gemmSource } from './source.ts';

/** Inputs and outputs of a product. Elements between the end of a row and the leading dimension are not used. */
export function gemmBuffers(problem: CompleteGemm): ProgramBuffer[] {
  const { a, b, c } = layoutsOf(problem);
  const { dtype, dtypeB, dtypeC, n, beta, bias } = problem;
  return [
    { name: 'A', dtype, shape: [a.elements], role: 'input' },
    { name: 'B', dtype: dtypeB, shape: [b.elements], role: 'input' },
    { name: 'C', dtype: dtypeC, shape: [c.elements], role: beta === 0 ? 'output' : 'inout' },
    ...(bias ? [{ name: 'bias', dtype: dtypeC, shape: [n], role: 'input' } as const] : []),
  ];
}

/** One pass whose grid covers C, and a second one if the sums are in scratch memory. */
export function gemmProgram(problem: CompleteGemm, kernel: GemmKernel): Pick<Program, 'buffers' | 'passes'> {
  const { config } = kernel;
  const buffers = gemmBuffers(problem);
  if (config.schedule === 'tiles') return { buffers, passes: [multiplyPass(problem, kernel)] };
  const shape = [partialBlocks(problem, config), config.blockM, config.blockN];
  return {
    buffers: [...buffers, { name: 'partial', dtype: config.accumulator, shape, role: 'scratch' }],
    passes: [multiplyPass(problem, kernel), fixUpPass(problem, kernel)],
  };
}

function multiplyPass(problem: CompleteGemm, kernel: GemmKernel): Pass {
  const { config } = kernel;
  const [across, down] = blocksOf(problem, kernel);
  const { batch, bias } = problem;
  return {
    kernel: {
      ...kernelOf(problem, kernel, kernel.name, gemmSource(kernel)),
      ...(config.multiplier === 'tensor' && { languageVersion: TENSOR_VERSION }),
    },
    bindings: [
      { index: BUFFER.A, buffer: 'A' },
      { index: BUFFER.B, buffer: 'B' },
      ...(config.schedule === 'split-k' ? [sizesBinding(problem)] : outputBindings(problem, bias)),
      ...(config.schedule === 'tiles' ? [] : [{ index: BUFFER.partial, buffer: 'partial' }]),
    ],
    threadgroups: {
      tiles: [across * config.swizzle, Math.ceil(down / config.swizzle), batch] as const,
      'split-k': [across, down, batch * config.splits] as const,
      'stream-k': [config.workers, 1, 1] as const,
    }[config.schedule],
    threadsPerThreadgroup: [threadsOf(config), 1, 1],
    threadgroupBytes: threadgroupBytesOf(kernel),
    registers: registersOf(kernel),
  };
}

function fixUpPass(problem: CompleteGemm, kernel: GemmKernel): Pass {
  const [across, down] = blocksOf(problem, kernel);
  return {
    kernel: kernelOf(problem, kernel, fixUpName(kernel), fixUpSource(kernel)),
    bindings: [...outputBindings(problem, problem.bias), { index: BUFFER.partial, buffer: 'partial' }],
    threadgroups: [across, down, problem.batch],
    threadsPerThreadgroup: [FIX_UP_THREADS, 1, 1],
    threadgroupBytes: 0,
    registers: 16,
  };
}

/** A kernel with the function constants whole_m, whole_n and whole_k. */
function kernelOf(problem: CompleteGemm, kernel: GemmKernel, functionName: string, source: string): Kernel {
  const { m, n, k } = problem;
  const { config } = kernel;
  const { edges, blockK } = config;
  if (!guardsEdges(config)) return mslKernel(functionName, source);
  const unit = unitOf(config);
  const isWhole = (extent: number, of: number) => extent % of === 0 || (edges === 'shift' && extent >= of);
  const step = loadsTiles(config) ? TILE : blockK;
  return mslKernel(functionName, source, [isWhole(m, unit.m), isWhole(n, unit.n), k % step === 0]);
}

function blocksOf({ m, n }: CompleteGemm, { config: { blockM, blockN } }: GemmKernel): [number, number] {
  return [Math.ceil(n / blockN), Math.ceil(m / blockM)];
}

function outputBindings(problem: CompleteGemm, bias: boolean): Binding[] {
  return [
    { index: BUFFER.C, buffer: 'C' },
    sizesBinding(problem),
    ...(bias ? [{ index: BUFFER.bias, buffer: 'bias' }] : []),
  ];
}

/** The sizes of a product, in the order of struct GemmSizes. */
export function sizesBinding(problem: CompleteGemm): Binding {
  const { m, n, k, lda, ldb, ldc, strideA, strideB, strideC, batch, alpha, beta } = problem;
  const words = [m, n, k, lda, ldb, ldc, strideA, strideB, strideC, batch, floatWord(alpha), floatWord(beta)];
  return { index: BUFFER.sizes, words };
}
