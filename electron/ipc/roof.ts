import { contenderOf, estimate, familyOf, type Problem } from '../../kernels/index.ts';
import type { Cell, Method, Roof } from './types.ts';

type Rates = Pick<Roof, 'gflops' | 'halfGflops' | 'matrixUnits' | 'bandwidth'>;

/** What limits a problem on a device: arithmetic, or the bandwidth of memory where it was measured. */
export function limitOf(
  { bandwidth }: Pick<Roof, 'bandwidth'>,
  problem: Problem,
): 'arithmetic' | 'bandwidth' {
  return bandwidth ? familyOf(problem).limit(problem) : 'arithmetic';
}

/**
 * The ceiling of a problem's rate, in GFLOPS, that utilization is a share of: of arithmetic, or of moving the bytes that
 * the problem has to move.
 * @param contender what solves it; null for one that does not use the matrix units
 */
export function ceilingOf(roof: Rates, problem: Problem, contender: string | null): number {
  return limitOf(roof, problem) === 'bandwidth'
    ? memoryCeiling(roof, problem)
    : arithmeticCeiling(roof, problem, contender);
}

/** That of arithmetic: of the units that a contender uses, and of the problem's data type where it is known separately. */
export function arithmeticCeiling(roof: Rates, problem: Problem, contender: string | null): number {
  const matrix = unitsOf(roof, contender) === 'matrix' ? matrixRoofOf(roof, problem) : undefined;
  if (matrix) return matrix.gflops;
  const isHalf = 'dtype' in problem && problem.dtype === 'f16';
  return (isHalf ? roof.halfGflops : null) ?? roof.gflops;
}

/** That of the matrix units for a problem's data type; undefined where it was not measured. */
export function matrixRoofOf({ matrixUnits }: Pick<Roof, 'matrixUnits'>, problem: Problem) {
  if (!matrixUnits) return undefined;
  const { f16, f32 = f16, i8 = f16 } = matrixUnits;
  const ofType: Readonly<Record<string, typeof f16>> = { f32, f16, bf16: f16, i8, u8: i8 };
  return ('dtype' in problem && ofType[problem.dtype]) || f32;
}

/** Which of a device's units a contender's share is of, where there are both; null if only one roof is known. */
export function unitsOf(
  { matrixUnits }: Pick<Roof, 'matrixUnits'>,
  contender: string | null,
): 'vector' | 'matrix' | null {
  if (!matrixUnits) return null;
  const isMatrix =
    contender !== null &&
    (contenderOf(contender)?.simdgroups === 'tensors' || matrixUnits.usedBy?.includes(contender));
  return isMatrix ? 'matrix' : 'vector';
}

/** That of memory. Infinite where the bandwidth is unknown. */
export function memoryCeiling({ bandwidth }: Rates, problem: Problem): number {
  return (bandwidth?.rateGBps ?? Number.POSITIVE_INFINITY) * estimate(problem).intensity;
}

/**
 * Whether the data of a problem that bandwidth limits come from a cache, and may exceed its ceiling, or from memory:
 * because the method has it so, or because no cache holds them. Null for other problems.
 */
export function temperatureOf(
  roof: Pick<Roof, 'bandwidth'>,
  problem: Problem,
  { cache }: Pick<Method, 'cache'>,
): 'hot' | 'cold' | null {
  if (!roof.bandwidth || limitOf(roof, problem) !== 'bandwidth') return null;
  return cache === 'cold' || estimate(problem).bytes > roof.bandwidth.cacheBytes ? 'cold' : 'hot';
}

/** A cell with its share of another roof. */
export function underRoof<C extends Pick<Cell, 'problem' | 'contender' | 'summary'>>(
  cell: C,
  roof: Rates,
): C {
  const { problem, contender, summary } = cell;
  if (!summary) return cell;
  const utilization = summary.gflops / ceilingOf(roof, problem, contender);
  return { ...cell, summary: { ...summary, utilization } };
}

/** Whether two roofs have every cell at the same share. */
export function isSameCeiling(one: Rates, other: Rates): boolean {
  return (
    one.gflops === other.gflops &&
    one.halfGflops === other.halfGflops &&
    one.matrixUnits?.f16.gflops === other.matrixUnits?.f16.gflops &&
    one.matrixUnits?.f32?.gflops === other.matrixUnits?.f32?.gflops &&
    one.matrixUnits?.i8?.gflops === other.matrixUnits?.i8?.gflops &&
    String(one.matrixUnits?.usedBy) === String(other.matrixUnits?.usedBy) &&
    one.bandwidth?.rateGBps === other.bandwidth?.rateGBps
  );
}
