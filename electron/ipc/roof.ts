import { estimate, familyOf, type Problem } from '../../kernels/index.ts';
import { formatGflops, formatPercent } from './figures.ts';
import { formatRate } from './rate.ts';
import type { RunHead } from './run-schema.ts';
import type { Method, Roof } from './types.ts';

type Rates = Pick<Roof, 'gflops' | 'halfGflops' | 'bandwidth'>;

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
 */
export function ceilingOf(roof: Rates, problem: Problem): number {
  return limitOf(roof, problem) === 'bandwidth'
    ? memoryCeiling(roof, problem)
    : arithmeticCeiling(roof, problem);
}

/** That of arithmetic: of the problem's data type where it is known separately. */
export function arithmeticCeiling(roof: Rates, problem: Problem): number {
  const isHalf = 'dtype' in problem && problem.dtype === 'f16';
  return (isHalf ? roof.halfGflops : null) ?? roof.gflops;
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

/** The roof of a run's problems, by the first: "Roof 142 GFLOPS", "Memory 21.3 GB/s". */
export function roofLabel(roof: Roof, first: Problem | null | undefined): string {
  if (!first) return `Roof ${formatGflops(roof.gflops)}`;
  const isMemory = limitOf(roof, first) === 'bandwidth';
  return `${isMemory ? 'Memory' : 'Roof'} ${formatRate(first, ceilingOf(roof, first))}`;
}

/** Where that figure comes from. */
export function roofSource(roof: Roof, first: Problem | null | undefined): string {
  return (first && limitOf(roof, first) === 'bandwidth' ? roof.bandwidth?.source : null) ?? roof.source;
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
