import type { Issue } from '../../issue.ts';
import { DTYPE, type FloatDType } from '../../msl/dtype.ts';
import { SIMD_WIDTH } from '../../msl/kernel.ts';
import { checkBounds, type ParameterTable, threadgroupBound } from '../../parameter.ts';
import type { CompleteAttention } from '../problem.ts';
import { fewestColumns } from './fewest-columns.ts';

/**
 * How attention is computed with tensor operations. A SIMD-group has a block of scores: its rows are queries, and keys in
 * the pass for dK and dV. Lengths are in elements.
 */
export type TensorConfiguration = {
  /** SIMD-groups per threadgroup. Each has its own rows and does not wait for the others. */
  readonly simdgroups: number;
  /** Rows of a block. */
  readonly rows: number;
  /** Columns of a block: keys or queries that are processed at a time. */
  readonly columns: number;
  /**
   * The most of the head dimension that a threadgroup sums up, of O and of gradients. Others compute the rest, and the
   * same scores again.
   */
  readonly sliceD: number;
  readonly gradientD: number;
  /**
   * How weights become the left operand of the second product: as they lie in registers, if the implementation says that
   * they can, or always through threadgroup memory.
   */
  readonly handOver: 'left-input' | 'threadgroup';
  /** Weights in threadgroup memory in single precision, or rounded to the data type of V. */
  readonly intermediates: 'f32' | 'memory';
  /** Whether products may cut the mantissas of operands in single precision. */
  readonly relaxed: boolean;
};

const SLICES = [32, 64, 128, 256, 512];

/**
 * 16 rows and 32 columns with weights that stay in registers are the fastest of several on an M5 Max, as
 * github.com/0rvar/xwen reports of its own kernel (src/ops/flash_t.metal). The other defaults have not been measured.
 */
export const TENSOR_PARAMETERS = {
  simdgroups: { label: 'SIMD-groups', choices: [1, 2, 4], default: 4 },
  rows: { label: 'Rows per SIMD-group', choices: [16, 32], default: 16 },
  columns: { label: 'Columns at a time', choices: [32, 64, 128], default: 32 },
  sliceD: { label: 'Head dimension per threadgroup', choices: SLICES, default: 128 },
  gradientD: { label: 'The same for gradients', choices: SLICES, default: 64 },
  handOver: { label: 'Weights through', choices: ['left-input', 'threadgroup'], default: 'left-input' },
  intermediates: { label: 'Intermediates', choices: ['f32', 'memory'], default: 'f32' },
  relaxed: { label: 'Relaxed precision', choices: [false, true], default: false },
} as const satisfies ParameterTable;

/** A multiple of this many rows or columns is what every implementation multiplies. */
const UNIT = 16;

/** What follows from problem and configuration. */
export interface TensorShape {
  readonly threads: number;
  /** Columns of O or of gradients that a threadgroup sums up, and how many threadgroups that takes. */
  readonly sliceD: number;
  readonly slices: number;
  /** Of weights in threadgroup memory. */
  readonly weightType: FloatDType;
}

/** @param mostD the most columns that a threadgroup may sum up */
export function tensorShape(
  { d, dtype }: CompleteAttention,
  { simdgroups, intermediates }: TensorConfiguration,
  mostD: number,
): TensorShape {
  const slices = Math.ceil(d / mostD);
  return {
    threads: simdgroups * SIMD_WIDTH,
    slices,
    sliceD: Math.ceil(d / slices / UNIT) * UNIT,
    weightType: intermediates === 'f32' ? 'f32' : dtype,
  };
}

/** What is wrong with a configuration, all of whose values are choices of the table. */
export function checkTensor(problem: CompleteAttention, config: TensorConfiguration): Issue[] {
  const { intermediates, handOver, columns } = config;
  const fewest = fewestColumns(problem);
  if (handOver === 'left-input' && fewest < columns) {
    const expected = `threadgroup for a sequence of ${fewest} in blocks of ${columns}`;
    return [{ parameter: 'handOver', value: handOver, expected }];
  }
  if (intermediates === 'memory' && (problem.dtype === 'f32' || handOver === 'left-input')) {
    const expected =
      problem.dtype === 'f32'
        ? 'f32 for operands of f32'
        : 'f32 for left inputs, which have the type of the scores';
    return [{ parameter: 'intermediates', value: intermediates, expected }];
  }
  const names = ['simdgroups', 'rows', 'columns', 'intermediates'] as const;
  const most = Math.max(forwardBytes(problem, config), problem.gradient ? gradientBytes(problem, config) : 0);
  return checkBounds([threadgroupBound(most, config, names)]);
}

/** Bytes of a SIMD-group's block of weights in threadgroup memory. */
function tileBytes(problem: CompleteAttention, config: TensorConfiguration): number {
  const { weightType } = tensorShape(problem, config, config.sliceD);
  return config.rows * config.columns * DTYPE[weightType].sizeBytes;
}

/** Bytes of threadgroup memory: a block of weights, and a number for each row. */
export function forwardBytes(problem: CompleteAttention, config: TensorConfiguration): number {
  return config.simdgroups * (tileBytes(problem, config) + config.rows * DTYPE.f32.sizeBytes);
}

/** The same for gradients: a block of weights, and one of dP if that is the result of another operation than S. */
export function gradientBytes(problem: CompleteAttention, config: TensorConfiguration): number {
  const slopes = sharesOperation(problem) ? 0 : config.rows * config.columns * DTYPE.f32.sizeBytes;
  return config.simdgroups * (tileBytes(problem, config) + slopes);
}

/**
 * Whether S = Q·Kᵀ and dP = dO·Vᵀ are results of the same operation, so that a lane has the same elements of both in the
 * same places. They are unless their operands are transposed differently in memory.
 */
export function sharesOperation(problem: CompleteAttention): boolean {
  return problem.transposeQ === problem.transposeO && problem.transposeK === problem.transposeV;
}

/** 16-bit registers of a lane for a block of scores and the sums, and for the operands of a product. */
export function tensorRegisters(
  { dtype }: CompleteAttention,
  { rows, columns }: TensorConfiguration,
  { blocks, sums, sliceD }: { blocks: number; sums: number; sliceD: number },
): number {
  const operands = ((rows + columns) * UNIT * DTYPE[dtype].sizeBytes) / 2;
  return (2 * rows * (blocks * columns + sums * sliceD) + operands) / SIMD_WIDTH;
}
