import { DTYPE, type FloatDType } from '../../msl/dtype.ts';
import { SIMD_WIDTH, TILE } from '../../msl/kernel.ts';
import { pitchOf } from '../pitch.ts';
import type { CompleteAttention } from '../problem.ts';
import type { Flash2Configuration } from './parameters.ts';

/** Lengths that follow from problem and configuration. The head dimension is rounded up to tiles. */
export interface Flash2Shape {
  readonly simdgroups: number;
  readonly threads: number;
  /**
   * The head dimension; the part of it that is processed at a time; the slice of O of a threadgroup, and the number of
   * slices.
   */
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

/** The block of K (a row has all keys) or V (a row has a step of the head dimension) in threadgroup memory. */
export function stagedBlock({ blockC }: Flash2Configuration, { stepD, operandType }: Flash2Shape) {
  const { sizeBytes } = DTYPE[operandType];
  const [pitchK, pitchV] = [pitchOf(blockC, sizeBytes), pitchOf(stepD, sizeBytes)];
  const elements = Math.max(stepD * pitchK, blockC * pitchV);
  return { pitchK, pitchV, elements, bytes: elements * sizeBytes };
}

/** Bytes of threadgroup memory: a tile per SIMD-group for edges, S and P, and the staged blocks. */
export function threadgroupBytesOf(problem: CompleteAttention, config: Flash2Configuration): number {
  const shape = flash2Shape(problem, config);
  const { simdgroups, weightType } = shape;
  const inMemory = config.softmax === 'threadgroup' ? config.blockR * pitchOf(config.blockC) : 0;
  return (
    simdgroups * TILE ** 2 * DTYPE.f32.sizeBytes +
    inMemory * DTYPE.f32.sizeBytes +
    (weightType === 'f32' ? 0 : inMemory * DTYPE[weightType].sizeBytes) +
    (config.load === 'staged' ? config.buffers * stagedBlock(config, shape).bytes : 0)
  );
}

/** 16-bit registers per thread for Q, S and O, and for the operands of a product. */
export function registersOf(problem: CompleteAttention, config: Flash2Configuration): number {
  const { depth, sliceD, operandType } = flash2Shape(problem, config);
  const words = { sums: 2, operands: DTYPE[operandType].sizeBytes / 2 };
  const sums = config.registerR * (sliceD + config.blockC) * words.sums;
  const operands = (config.registerR * (config.cacheQ ? depth : TILE) + TILE * TILE) * words.operands;
  return (sums + operands) / SIMD_WIDTH;
}

/** Bytes of a SIMD-group's matrices, all as float: Q, S, O, P, and the row of tiles that they are multiplied by. */
export function matrixBytesOf(problem: CompleteAttention, config: Flash2Configuration): number {
  const { depth, sliceD } = flash2Shape(problem, config);
  const perQuery = (config.cacheQ ? depth : TILE) + config.blockC + sliceD + TILE;
  return (config.registerR * perQuery + TILE * Math.max(config.blockC, sliceD)) * DTYPE.f32.sizeBytes;
}
