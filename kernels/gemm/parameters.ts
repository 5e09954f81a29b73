import type { ParameterTable } from '../parameter.ts';

/** What multiplies: the matrices of a SIMD-group, each thread by itself, or Metal 4's tensor operations. */
type Multiplier = 'simdgroup' | 'thread' | 'tensor';
/**
 * Where the operands of a product come from: threadgroup memory or device memory, a step of K at a time; or, for a tensor
 * operation that goes through all of K by itself, device memory at once.
 */
type Load = 'staged' | 'direct' | 'whole';
/** How the work is divided among threadgroups. */
type Schedule = 'tiles' | 'split-k' | 'stream-k';

/** How a GEMM is computed. Lengths are in elements. */
export type GemmConfiguration = {
  readonly multiplier: Multiplier;
  readonly load: Load;
  readonly schedule: Schedule;
  /** Rows and columns of C that one threadgroup computes at a time. */
  readonly blockM: number;
  readonly blockN: number;
  /** The step of K: how much is staged in threadgroup memory, and the unit in which schedules divide K. */
  readonly blockK: number;
  /** Rows and columns of C in the registers of a thread or a SIMD-group. */
  readonly registerM: number;
  readonly registerN: number;
  /** Unused elements between the rows of a staged block, against bank conflicts. */
  readonly padding: number;
  /** With 2, the blocks of the next step are staged while those of this one are multiplied: one barrier a step, not two. */
  readonly buffers: number;
  /** The data type that staged operands are multiplied in: their own if it is the same, or single precision. */
  readonly operands: 'memory' | 'f32';
  /** `shift` moves the last block of a dimension inward instead of guarding its loads. */
  readonly edges: 'shift' | 'guard';
  readonly accumulator: 'f32' | 'f16';
  /** tensor: the SIMD-groups of a threadgroup, which carry out each operation together. */
  readonly simdgroups: number;
  /** tensor: whether operands in single precision may lose bits of their mantissas before they are multiplied. */
  readonly relaxed: boolean;
  /**
   * tiles: the rows of blocks that consecutive threadgroups take together, so that blocks of B are still in the caches
   * when they are needed again. With 1, threadgroups take C row by row. CUTLASS calls it threadblock swizzle; MLX has
   * its logarithm to base 2.
   */
  readonly swizzle: number;
  /** split-k: parts that K is divided into. */
  readonly splits: number;
  /** stream-k: threadgroups that all steps are divided among. */
  readonly workers: number;
};

/** The values of the parameters that a contender does not have. */
export const FIXED: GemmConfiguration = {
  multiplier: 'simdgroup',
  load: 'staged',
  schedule: 'tiles',
  blockM: 64,
  blockN: 64,
  blockK: 8,
  registerM: 32,
  registerN: 64,
  padding: 0,
  buffers: 1,
  operands: 'memory',
  edges: 'shift',
  accumulator: 'f32',
  simdgroups: 1,
  relaxed: false,
  swizzle: 1,
  splits: 1,
  workers: 1,
};

/** The most SIMD-groups of a threadgroup that uses SIMD-group matrices. */
export const MOST_SIMDGROUPS = 16;

const BLOCKS = [8, 16, 24, 32, 48, 64, 96, 128] as const;
const PARTS = [8, 16, 24, 32, 48, 64] as const;
const STEPS = [8, 16, 24, 32, 64] as const;

// Defaults are the fastest on the CPU device, 200 to 512 squared: 32x64 per SIMD-group is a quarter faster than 32x32,
// which is 1.8 times as fast as 16x16.
const PARTS_OF_BLOCKS = {
  blockM: { label: 'Block M', choices: BLOCKS, default: 64 },
  blockN: { label: 'Block N', choices: BLOCKS, default: 64 },
  blockK: { label: 'Block K', choices: STEPS, default: 32 },
  registerM: { label: 'Rows per SIMD-group', choices: PARTS, default: 32 },
  registerN: { label: 'Columns per SIMD-group', choices: PARTS, default: 64 },
  edges: { label: 'Edges', choices: ['shift', 'guard'], default: 'shift' },
} as const satisfies ParameterTable;

// GPUs get padding, see tuned.ts; on the CPU device it makes no difference.
const STAGING = {
  padding: { label: 'Padding', choices: [0, 4, 8], default: 0 },
  buffers: { label: 'Buffers', choices: [1, 2], default: 1 },
  operands: { label: 'Operands in registers', choices: ['memory', 'f32'], default: 'memory' },
} as const satisfies ParameterTable;

const ACCUMULATOR = {
  accumulator: { label: 'Accumulator', choices: ['f32', 'f16'], default: 'f32' },
} as const;

const LOAD = { load: { label: 'Loads', choices: ['staged', 'direct'], default: 'staged' } } as const;

const STAGED = { ...PARTS_OF_BLOCKS, ...ACCUMULATOR, ...STAGING } as const;

/** For kernels whose threadgroups have one block each. */
const ORDER = { swizzle: { label: 'Swizzle', choices: [1, 2, 4, 8], default: 1 } } as const;

export const STAGED_PARAMETERS = { ...STAGED, ...ORDER } as const satisfies ParameterTable;

export const DIRECT_PARAMETERS = {
  ...PARTS_OF_BLOCKS,
  ...ACCUMULATOR,
  ...ORDER,
  blockK: { ...PARTS_OF_BLOCKS.blockK, choices: [8], default: 8 },
} as const satisfies ParameterTable;

/** For products that are part of another algorithm, which lets them read their operands either way. */
export const PART_PARAMETERS = {
  ...LOAD,
  ...PARTS_OF_BLOCKS,
  ...STAGING,
  ...ORDER,
} as const satisfies ParameterTable;

/** For products whose staged operands all have the same precision. */
const PLAIN = { ...PARTS_OF_BLOCKS, padding: STAGING.padding, buffers: STAGING.buffers } as const;

export const PLAIN_PARAMETERS = { ...PLAIN, ...ORDER } as const satisfies ParameterTable;

export const SPLIT_K_PARAMETERS = {
  splits: { label: 'Splits of K', choices: [2, 3, 4, 8, 16], default: 4 },
  ...LOAD,
  ...STAGED,
} as const satisfies ParameterTable;

export const QUANTISED_SPLIT_K_PARAMETERS = {
  splits: SPLIT_K_PARAMETERS.splits,
  ...PLAIN,
} as const satisfies ParameterTable;

export const STREAM_K_PARAMETERS = {
  workers: { label: 'Workers', choices: [1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 64, 128, 256], default: 8 },
  ...LOAD,
  ...STAGED,
} as const satisfies ParameterTable;

/** What contenders with tensor operations have in common. Operands keep their types, and tensors guard the edges. */
export const TENSOR_FIXED = {
  multiplier: 'tensor',
  edges: 'guard',
} as const satisfies Partial<GemmConfiguration>;

/** Metal's operations need a multiple of 16 rows or columns; blocks have both. */
const TENSOR_BLOCKS = [16, 32, 64, 128] as const;

const TENSOR = {
  simdgroups: { label: 'SIMD-groups', choices: [1, 2, 4], default: 4 },
  blockM: { label: 'Block M', choices: TENSOR_BLOCKS, default: 64 },
  blockN: { label: 'Block N', choices: TENSOR_BLOCKS, default: 64 },
  blockK: { label: 'Block K', choices: [16, 32, 64, 128], default: 32 },
  padding: STAGING.padding,
  buffers: STAGING.buffers,
} as const satisfies ParameterTable;

const RELAXED = { relaxed: { label: 'Relaxed precision', choices: [false, true], default: false } } as const;

export const TENSOR_PARAMETERS = {
  load: { label: 'Loads', choices: ['whole', 'direct', 'staged'], default: 'whole' },
  ...TENSOR,
  ...RELAXED,
  ...ORDER,
} as const satisfies ParameterTable;

/** For operands that no tensor in device memory describes: they are staged. */
export const STAGED_TENSOR_PARAMETERS = { ...TENSOR, ...RELAXED, ...ORDER } as const satisfies ParameterTable;

// On the CPU device 4x8 per thread is a third faster than 4x4; 8x8 is no faster and takes twice the registers.
export const TILED_PARAMETERS = {
  blockM: { label: 'Block M', choices: [16, 32, 64], default: 64 },
  blockN: { label: 'Block N', choices: [16, 32, 64], default: 64 },
  blockK: { label: 'Block K', choices: [8, 16, 32, 64], default: 32 },
  registerM: { label: 'Rows per thread', choices: [2, 4, 8], default: 4 },
  registerN: { label: 'Columns per thread', choices: [4, 8], default: 8 },
  edges: PARTS_OF_BLOCKS.edges,
  padding: STAGING.padding,
  buffers: STAGING.buffers,
  ...ORDER,
} as const satisfies ParameterTable;
