import type { Issue } from '../../issue.ts';
import { DTYPE, type FloatDType } from '../../msl/dtype.ts';
import { SIMD_WIDTH, TILE } from '../../msl/kernel.ts';
import { type Bound, checkBounds, type ParameterTable, threadgroupBound } from '../../parameter.ts';
import { pitchOf } from '../pitch.ts';
import type { CompleteAttention } from '../problem.ts';

/**
 * How gradients are computed. `dq…` is the pass over queries, for dQ; `dkv…` is the pass over keys, for dK and dV.
 * Lengths are in elements.
 */
export type BackwardConfiguration = {
  /** SIMD-groups per threadgroup. Each has its own rows and does not wait for the others. */
  readonly dqSimdgroups: number;
  readonly dkvSimdgroups: number;
  /** Queries (dq) or keys (dkv) per SIMD-group. */
  readonly dqRows: number;
  readonly dkvRows: number;
  /** Keys (dq) or queries (dkv) that are processed at a time. */
  readonly dqStep: number;
  readonly dkvStep: number;
  /** Columns of the gradients that a SIMD-group sums up. For each further part the weights are computed again. */
  readonly dqHead: number;
  readonly dkvHead: number;
};

const SIMDGROUPS = [1, 2, 4, 8];
const ROWS = [8, 16, 32, 64];
const STEPS = [8, 16, 24, 32, 48, 64, 80, 96, 128];
const HEADS = Array.from({ length: 32 }, (_, index) => TILE * (index + 1));

export const BACKWARD_PARAMETERS = {
  dqSimdgroups: { label: 'dQ: SIMD-groups', choices: SIMDGROUPS, default: 1 },
  dqRows: { label: 'dQ: queries per SIMD-group', choices: ROWS, default: 32 },
  dqStep: { label: 'dQ: keys at a time', choices: STEPS, default: 64 },
  dqHead: { label: 'dQ: columns at a time', choices: HEADS, default: 64 },
  dkvSimdgroups: { label: 'dK, dV: SIMD-groups', choices: SIMDGROUPS, default: 1 },
  dkvRows: { label: 'dK, dV: keys per SIMD-group', choices: ROWS, default: 32 },
  dkvStep: { label: 'dK, dV: queries at a time', choices: STEPS, default: 64 },
  dkvHead: { label: 'dK, dV: columns at a time', choices: HEADS, default: 64 },
} as const satisfies ParameterTable;

/** The four lengths of one of the two passes. */
export interface BlockShape {
  readonly simdgroups: number;
  readonly rows: number;
  readonly step: number;
  readonly head: number;
}

export type BlockPass = 'dq' | 'dkv';

/** The number of matrices that each pass sums up. */
const GRADIENTS = { dq: 1, dkv: 2 } as const satisfies Record<BlockPass, number>;

export function blockShape(pass: BlockPass, config: BackwardConfiguration): BlockShape {
  return pass === 'dq'
    ? { simdgroups: config.dqSimdgroups, rows: config.dqRows, step: config.dqStep, head: config.dqHead }
    : { simdgroups: config.dkvSimdgroups, rows: config.dkvRows, step: config.dkvStep, head: config.dkvHead };
}

/** The block of scores of a SIMD-group. Its rows are queries for dQ, and keys for dK and dV. */
export function blockOf(pass: BlockPass, { rows, step }: BlockShape): { queries: number; keys: number } {
  return pass === 'dq' ? { queries: rows, keys: step } : { queries: step, keys: rows };
}

/** Elements of a block in threadgroup memory, which also holds strips of 8 columns of its queries and keys. */
export function blockElements(pass: BlockPass, shape: BlockShape): number {
  const { queries, keys } = blockOf(pass, shape);
  return Math.max(queries * pitchOf(keys), (queries + keys) * TILE);
}

/** Elements for edges: two strips of the rows, or one of a step if no block can hold it. */
export function edgeElements(pass: BlockPass, { rows, step }: BlockShape): number {
  return TILE * (pass === 'dq' ? 2 * rows : Math.max(2 * rows, step));
}

/** Two blocks of float per SIMD-group, and the elements for edges. */
export function threadgroupBytesOf(pass: BlockPass, shape: BlockShape, dtype: FloatDType): number {
  const blocks = 2 * blockElements(pass, shape) * DTYPE.f32.sizeBytes;
  return shape.simdgroups * (blocks + edgeElements(pass, shape) * DTYPE[dtype].sizeBytes);
}

/** 8 x 8 matrices of a SIMD-group: sums, scores in flight, and operands. */
function tilesOf(pass: BlockPass, { rows, step, head }: BlockShape): number {
  const [tilesRows, tilesStep, tilesHead] = [rows / TILE, step / TILE, head / TILE];
  const sums = GRADIENTS[pass] * tilesRows * tilesHead;
  // Scores are no longer held when weights are used.
  return sums + Math.max(tilesRows * tilesStep + tilesRows + tilesStep, tilesRows + tilesHead);
}

/** 16-bit registers per thread that these take. */
export function registersOf(pass: BlockPass, shape: BlockShape): number {
  return (tilesOf(pass, shape) * TILE ** 2 * 2) / SIMD_WIDTH;
}

/** The CPU device keeps them on the stack of a lane, which is 64 KiB. The registers of a GPU hold a third of these. */
const MOST_TILES = 192;

/** What is wrong with a configuration, all of whose values are choices of the table. */
export function checkBackward({ dtype }: CompleteAttention, config: BackwardConfiguration): Issue[] {
  const bounds = (['dq', 'dkv'] as const).flatMap((pass): Bound[] => {
    const shape = blockShape(pass, config);
    return [
      threadgroupBound(threadgroupBytesOf(pass, shape, dtype), config, [
        `${pass}Simdgroups`,
        `${pass}Rows`,
        `${pass}Step`,
      ]),
      {
        parameter: `${pass}Head`,
        value: tilesOf(pass, shape),
        max: MOST_TILES,
        why: `8 x 8 matrices in registers, with ${pass}Rows and ${pass}Step`,
      },
    ];
  });
  return checkBounds(bounds);
}
