import { DEVICE_LIMITS } from '../../device.ts';
import type { Issue } from '../../issue.ts';
import { DTYPE, type FloatDType } from '../../msl/dtype.ts';
import { SIMD_WIDTH, TILE } from '../../msl/kernel.ts';
import { type Bound, type Configuration, checkBounds, type ParameterTable } from '../../parameter.ts';
import type { CompleteAttention } from '../problem.ts';

/** How FlashAttention 2 is computed. Lengths are in elements. */
export interface Flash2Configuration extends Configuration {
  /** Queries of a threadgroup, and of each of its SIMD-groups. */
  readonly blockR: number;
  readonly registerR: number;
  /** Keys that are taken at a time. */
  readonly blockC: number;
  /** How much of the head dimension is taken at a time: unrolled, and what is staged. */
  readonly blockD: number;
  /** How much of O's head dimension a threadgroup makes at most; beyond that others make the same scores again. */
  readonly sliceD: number;
  /** Whether a lane finds whole rows of S in threadgroup memory, or S stays in matrices whose elements lanes own. */
  readonly softmax: 'threadgroup' | 'registers';
  /** Whether K and V are read from device memory, or are staged in threadgroup memory. */
  readonly load: 'direct' | 'staged';
  /** What is multiplied: elements as they lie in memory, or single precision. */
  readonly operands: 'memory' | 'f32';
  /** Whether Q stays in registers, or is read again for each block of keys. */
  readonly cacheQ: boolean;
  /** P in single precision, or rounded to the data type of V. S is never rounded: exp would enlarge the error. */
  readonly intermediates: 'f32' | 'memory';
  /**
   * O is rescaled once the largest score of a row has grown by more than this many powers of two; P then is up to
   * 2^rescaleAbove instead of 1. FlashAttention 4 has it at 8; 0 is FlashAttention 2 as published.
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
  operands: { label: 'Multiplied as', choices: ['memory', 'f32'], default: 'memory' },
  cacheQ: { label: 'Q in registers', choices: [false, true], default: true },
  intermediates: { label: 'Intermediates', choices: ['f32', 'memory'], default: 'f32' },
  rescaleAbove: { label: 'Rescale above', choices: [0, 4, 8], default: 8 },
} as const satisfies ParameterTable;

/** The CPU device has the matrices of a SIMD-group on the stack of one thread, which is 64 KiB. */
const MOST_MATRIX_BYTES = 60 * 1024;

/** Lengths that follow from a problem and a configuration; the head dimension is a whole number of tiles. */
export interface Flash2Shape {
  readonly simdgroups: number;
  readonly threads: number;
  /** The head dimension; what is taken of it at a time; what a threadgroup makes of O, and in how many slices. */
  readonly depth: number;
  readonly stepD: number;
  readonly sliceD: number;
  readonly slices: number;
  /** Data types of what is multiplied. */
  readonly operandType: FloatDType;
  readonly weightType: FloatDType;
}

export function flash2Shape({ d, dtype }: CompleteAttention, config: Flash2Configuration): Flash2Shape {
  const depth = toTiles(d);
  const slices = Math.ceil(depth / config.sliceD);
  const simdgroups = config.blockR / config.registerR;
  return {
    simdgroups,
    depth,
    slices,
    sliceD: toTiles(depth / slices),
    threads: simdgroups * SIMD_WIDTH,
    stepD: Math.min(config.blockD, depth),
    operandType: config.operands === 'f32' ? 'f32' : dtype,
    weightType: config.intermediates === 'f32' ? 'f32' : dtype,
  };
}

function toTiles(length: number): number {
  return Math.ceil(length / TILE) * TILE;
}

/** Bytes of threadgroup memory: a tile per SIMD-group for edges, S and P, and what is staged. */
export function threadgroupBytesOf(problem: CompleteAttention, config: Flash2Configuration): number {
  const { simdgroups, stepD, operandType, weightType } = flash2Shape(problem, config);
  const inMemory = config.softmax === 'threadgroup' ? config.blockR * config.blockC : 0;
  return (
    simdgroups * TILE ** 2 * DTYPE.f32.sizeBytes +
    inMemory * DTYPE.f32.sizeBytes +
    (weightType === 'f32' ? 0 : inMemory * DTYPE[weightType].sizeBytes) +
    (config.load === 'staged' ? config.blockC * stepD * DTYPE[operandType].sizeBytes : 0)
  );
}

/** 16-bit registers of a thread that Q, S and O take, and the operands of a product. */
export function registersOf(problem: CompleteAttention, config: Flash2Configuration): number {
  const { depth, sliceD, operandType } = flash2Shape(problem, config);
  const words = { sums: 2, operands: DTYPE[operandType].sizeBytes / 2 };
  const sums = config.registerR * (sliceD + config.blockC) * words.sums;
  const operands = (config.registerR * (config.cacheQ ? depth : TILE) + TILE * TILE) * words.operands;
  return (sums + operands) / SIMD_WIDTH;
}

/** Bytes of a SIMD-group's matrices, all of them as float: Q, S, O, P, and the row of tiles that these are multiplied with. */
function matrixBytesOf(problem: CompleteAttention, config: Flash2Configuration): number {
  const { depth, sliceD } = flash2Shape(problem, config);
  const perQuery = (config.cacheQ ? depth : TILE) + config.blockC + sliceD + TILE;
  return (config.registerR * perQuery + TILE * Math.max(config.blockC, sliceD)) * DTYPE.f32.sizeBytes;
}

/** What is wrong with a configuration, or with it for this problem. */
export function checkFlash2(problem: CompleteAttention, config: Flash2Configuration): Issue[] {
  const isLow = problem.dtype !== 'f32';
  const issues: Issue[] = [];
  if (config.registerR > config.blockR) {
    issues.push({
      parameter: 'registerR',
      value: config.registerR,
      expected: `at most ${config.blockR}: the block of queries`,
    });
  }
  if (config.operands === 'f32' && isLow && config.load === 'direct') {
    const expected = `memory for operands of ${problem.dtype}: direct loads do not convert`;
    issues.push({ parameter: 'operands', value: config.operands, expected });
  }
  if (config.intermediates === 'memory' && !isLow) {
    issues.push({
      parameter: 'intermediates',
      value: config.intermediates,
      expected: 'f32 for operands of f32',
    });
  }
  return issues.length > 0 ? issues : checkBounds(boundsOf(problem, config));
}

function boundsOf(problem: CompleteAttention, config: Flash2Configuration): Bound[] {
  return [
    {
      parameter: 'threads',
      value: flash2Shape(problem, config).threads,
      max: DEVICE_LIMITS.threadsPerThreadgroup.value,
      why: 'a full threadgroup',
    },
    {
      parameter: 'matrixBytes',
      value: matrixBytesOf(problem, config),
      max: MOST_MATRIX_BYTES,
      why: "a SIMD-group's matrices, as the CPU device holds them",
    },
    {
      parameter: 'threadgroupBytes',
      value: threadgroupBytesOf(problem, config),
      max: DEVICE_LIMITS.threadgroupBytes.value,
      why: 'the threadgroup memory of a device',
    },
  ];
}
