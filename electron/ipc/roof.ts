import { contenderOf, estimate, familyOf, type Problem } from '../../kernels/index.ts';
import { busyDoubt } from './conditions.ts';
import { formatFigure, formatGflops, formatPercent } from './figures.ts';
import { formatRate } from './rate.ts';
import type { RunHead } from './run-schema.ts';
import type { Cell, Method, Roof, RoofTest } from './types.ts';

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
  const dtype = 'dtype' in problem ? problem.dtype : 'f32';
  if (roof.matrixUnits && unitsOf(roof, contender) === 'matrix') {
    const { f16, f32 = f16 } = roof.matrixUnits;
    return (dtype === 'f16' || dtype === 'bf16' ? f16 : f32).gflops;
  }
  return (dtype === 'f16' ? roof.halfGflops : null) ?? roof.gflops;
}

/** Which of a device's units a contender's share is of, where there are both; null if only one roof is known. */
export function unitsOf(
  { matrixUnits }: Pick<Roof, 'matrixUnits'>,
  contender: string | null,
): 'vector' | 'matrix' | null {
  if (!matrixUnits) return null;
  return contender !== null && contenderOf(contender)?.simdgroups === 'tensors' ? 'matrix' : 'vector';
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
    one.bandwidth?.rateGBps === other.bandwidth?.rateGBps
  );
}

/** The roof of a run by its typicalProblem(): "Roof 142 GFLOPS", "Memory 21.3 GB/s, under load". */
export function roofLabel(roof: Roof, problem: Problem | null | undefined): string {
  const isMemory = isMemoryRoof(roof, problem);
  const rate = problem ? formatRate(problem, ceilingOf(roof, problem, null)) : formatGflops(roof.gflops);
  const isUnderLoad = busyDoubt(testOf(roof, problem)?.busyShare) !== null;
  return `${isMemory ? 'Memory' : 'Roof'} ${rate}${isUnderLoad ? ', under load' : ''}`;
}

/** Where that figure comes from, and how its measurements went. */
export function roofSource(roof: Roof, problem: Problem | null | undefined): string {
  return describeRoof((isMemoryRoof(roof, problem) ? roof.bandwidth : null) ?? roof);
}

/** What is doubtful about that figure: "measured under load: others used 31% of the processors"; null if nothing. */
export function roofDoubt(roof: Roof, problem: Problem | null | undefined): string | null {
  return doubtOfTest(testOf(roof, problem));
}

/** Where a roof comes from, and how its measurements went: "measured: copies, 20.1 to 21.3 in this run". */
export function describeRoof({ source, test }: Pick<Roof, 'source' | 'test'>): string {
  const [low, high] = (test?.range ?? [0, 0]).map(formatFigure);
  const parts = [source, ...(low === high ? [] : [`${low} to ${high} in this run`]), doubtOfTest(test)];
  return parts.filter((part) => part !== null).join(', ');
}

function doubtOfTest(test: RoofTest | undefined): string | null {
  if (!test) return null;
  const busy = busyDoubt(test.busyShare);
  const doubts = [
    ...(busy ? [`measured under load: ${busy}`] : []),
    ...(test.isProportional ? [] : ['twice the work did not take twice the time']),
  ];
  return doubts.join(', ') || null;
}

function testOf(roof: Roof, problem: Problem | null | undefined): RoofTest | undefined {
  return isMemoryRoof(roof, problem) ? roof.bandwidth?.test : roof.test;
}

function isMemoryRoof(roof: Roof, problem: Problem | null | undefined): boolean {
  return problem != null && limitOf(roof, problem) === 'bandwidth';
}

/** The share of its ceiling that a cell reaches: "61.2%", or "131.0% hot" where bandwidth is the ceiling. */
export function formatUtilization(
  utilization: number,
  problem: Problem,
  { environment, request }: Pick<RunHead, 'environment' | 'request'>,
): string {
  const temperature = temperatureOf(environment.roof, problem, request.method);
  return [formatPercent(utilization), temperature ?? ''].join('\u00a0').trimEnd();
}
