import type { GemmConfiguration } from '../parameters.ts';

/** The step of K by default. */
export const TENSOR_STEP = 32;

type Tuned = Partial<Pick<GemmConfiguration, 'load' | 'blockM' | 'blockN'>>;

/**
 * The blocks of a kernel with tensor operations: 64x64, the tile of the examples in Apple's header (llama.cpp has
 * 64x128), and smaller ones for small products. Nobody has tuned them on a GPU with matrix units.
 */
export function tunedTensor({ m, n }: { m: number; n: number }): Tuned {
  return { blockM: fitted(m), blockN: fitted(n) };
}

function fitted(extent: number): number {
  return extent > 32 ? 64 : extent > 16 ? 32 : 16;
}

/** The loads that make sense of what is asked for: whoever asks for a step of K, or for a way of staging, gets it. */
export function tunedLoad({ blockK, padding = 0, buffers = 1 }: Partial<GemmConfiguration>): Tuned {
  if (padding > 0 || buffers > 1) return { load: 'staged' };
  return blockK !== undefined && blockK !== TENSOR_STEP ? { load: 'direct' } : {};
}
