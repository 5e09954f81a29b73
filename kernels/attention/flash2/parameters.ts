import type { Configuration, ParameterTable } from '../../parameter.ts';

/** How FlashAttention 2 is computed. Lengths are in elements. */
export interface Flash2Configuration extends Configuration {
  /** Queries of a threadgroup, and of each of its SIMD-groups. */
  readonly blockR: number;
  readonly registerR: number;
  /** Keys that are processed at a time. */
  readonly blockC: number;
  /** How much of the head dimension is processed at a time: unrolled, and staged. */
  readonly blockD: number;
  /** The most of O's head dimension that a threadgroup computes. Others compute the rest, and the same scores again. */
  readonly sliceD: number;
  /**
   * Whether lanes take rows of S in threadgroup memory, or S stays in matrices whose elements are distributed over
   * lanes.
   */
  readonly softmax: 'threadgroup' | 'registers';
  /** Whether K and V are read from device memory, or staged in threadgroup memory. */
  readonly load: 'direct' | 'staged';
  /** Of the staged blocks: with two, a SIMD-group copies the next block while others still multiply this one. */
  readonly buffers: number;
  /** What is multiplied: elements in their data type in memory, or in single precision. */
  readonly operands: 'memory' | 'f32';
  /** Whether Q is kept in registers, or read again for each block of keys. */
  readonly cacheQ: boolean;
  /** P in single precision, or rounded to the data type of V. S is never rounded: exp would enlarge the error. */
  readonly intermediates: 'f32' | 'memory';
  /**
   * O is rescaled when the largest score of a row has grown by more than this many powers of two. Until then, P is up
   * to 2^rescaleAbove instead of 1. FlashAttention 4 uses 8; 0 is FlashAttention 2 as published.
   */
  readonly rescaleAbove: number;
}

export const FLASH2_PARAMETERS = {
  blockR: { label: 'Block of queries', choices: [8, 16, 32, 64, 128], default: 32 },
  registerR: { label: 'Queries per SIMD-group', choices: [8, 16, 32, 64], default: 8 },
  blockC: { label: 'Block of keys', choices: [8, 16, 24, 32, 48, 64, 80, 96, 128], default: 64 },
  blockD: { label: 'Step of the head dimension', choices: [8, 16, 24, 32, 56, 64, 128], default: 16 },
  sliceD: { label: 'Head dimension per threadgroup', choices: [64, 128, 256, 512], default: 256 },
  softmax: { label: 'Softmax in', choices: ['threadgroup', 'registers'], default: 'registers' },
  load: { label: 'Keys and values', choices: ['direct', 'staged'], default: 'direct' },
  buffers: { label: 'Buffers', choices: [1, 2], default: 1 },
  operands: { label: 'Multiplied as', choices: ['memory', 'f32'], default: 'memory' },
  cacheQ: { label: 'Q in registers', choices: [false, true], default: true },
  intermediates: { label: 'Intermediates', choices: ['f32', 'memory'], default: 'f32' },
  rescaleAbove: { label: 'Rescale above', choices: [0, 4, 8], default: 8 },
} as const satisfies ParameterTable;
