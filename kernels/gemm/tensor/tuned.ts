import { DTYPE } from '../../msl/dtype.ts';
import type { Target } from '../../target.ts';
import type { GemmConfiguration } from '../parameters.ts';
import type { CompleteGemm } from '../problem.ts';

/** The step of K by default. */
export const TENSOR_STEP = 32;

type Tuned = Partial<Pick<GemmConfiguration, 'load' | 'blockM' | 'blockN' | 'blockK' | 'simdgroups'>>;

/**
 * The blocks of a kernel with tensor operations: 64x64, the tile of the examples in Apple's header (llama.cpp has
 * 64x128), and smaller ones for small products. Nobody has tuned them on a GPU with matrix units.
 */
export function tunedTensor({ m, n }: { m: number; n: number }): { blockM: number; blockN: number } {
  return { blockM: fitted(m), blockN: fitted(n) };
}

function fitted(extent: number): number {
  return extent > 32 ? 64 : extent > 16 ? 32 : 16;
}

/** On the CPU device, where longer steps and fewer threads a block are faster: by a fifth each, 512 squared. */
const CPU_STEP = 64;
const CPU_SIMDGROUPS = 2;

/**
 * The same where operands are staged.
 * @param room the bytes of threadgroup memory for their blocks
 */
export function tunedStagedTensor(
  { m, n, dtype }: Pick<CompleteGemm, 'm' | 'n' | 'dtype'>,
  target: Target,
  overrides: Partial<GemmConfiguration>,
  room: number,
): Tuned {
  const blocks = tunedTensor({ m, n });
  if (target !== 'cpu') return blocks;
  const { blockM, blockN, padding = 0, buffers = 1 } = { ...blocks, ...overrides };
  const elements = (blockM + blockN + 2 * padding) * (CPU_STEP + padding) * buffers;
  const isDeep = elements * DTYPE[dtype].sizeBytes <= room;
  return { ...blocks, simdgroups: CPU_SIMDGROUPS, ...(isDeep && { blockK: CPU_STEP }) };
}

/** The loads that overrides imply: padding or two buffers need staging, and a step of K needs an operation for each. */
export function tunedLoad({ blockK, padding = 0, buffers = 1 }: Partial<GemmConfiguration>): Tuned {
  if (padding > 0 || buffers > 1) return { load: 'staged' };
  return blockK !== undefined && blockK !== TENSOR_STEP ? { load: 'direct' } : {};
}
