// Roofs in words: what they are called, where they come from and what is doubtful about them.
import type { Problem } from '../../kernels/index.ts';
import { busyDoubt } from './conditions.ts';
import { formatFigure, formatGflops, formatPercent } from './figures.ts';
import { formatRate } from './rate.ts';
import { arithmeticCeiling, limitOf, matrixRoofOf, memoryCeiling, temperatureOf, unitsOf } from './roof.ts';
import type { RunHead } from './run-schema.ts';
import type { Cell, Roof, RoofTest } from './types.ts';

/** A rate of arithmetic that a device reaches at most. */
interface RateRoof {
  /** "Arithmetic", or "Vector units" beside "Matrix units f16". */
  readonly name: string;
  readonly gflops: number;
  /** Where it comes from, and how its measurements went. */
  readonly source: string;
}

/** Those of arithmetic, by the units that reach them and the types that have one of their own. */
export function arithmeticRoofs(roof: Roof): RateRoof[] {
  const { gflops, halfGflops, matrixUnits } = roof;
  const name = matrixUnits ? 'Vector units' : 'Arithmetic';
  const source = describeRoof(roof);
  const isApart = halfGflops !== null && halfGflops !== gflops;
  return [
    { name: isApart ? `${name} f32` : name, gflops, source },
    ...(isApart ? [{ name: `${name} f16`, gflops: halfGflops, source }] : []),
    ...matrixRoofs(roof),
  ];
}

/** Those of the matrix units; none where they were not measured. */
export function matrixRoofs({ matrixUnits }: Pick<Roof, 'matrixUnits'>): RateRoof[] {
  return (['f16', 'f32', 'i8'] as const).flatMap((dtype) => {
    const known = matrixUnits?.[dtype];
    return known
      ? [{ name: `Matrix units ${dtype}`, gflops: known.gflops, source: describeRoof(known) }]
      : [];
  });
}

/** A ceiling of a problem with its name, its rate and how its measurements went. */
interface Ceiling extends Pick<Roof, 'source' | 'test'> {
  readonly name: string;
  readonly rate: string;
}

/**
 * The ceilings of a run by its typicalProblem(): of memory or of arithmetic, and the latter of the vector units and of the
 * matrix units where both were measured.
 */
function ceilingsOf(roof: Roof, problem: Problem | null | undefined): Ceiling[] {
  if (!problem) return [{ ...roof, name: 'Roof', rate: formatGflops(roof.gflops) }];
  const rateOf = (gflops: number) => formatRate(problem, gflops);
  if (roof.bandwidth && limitOf(roof, problem) === 'bandwidth')
    return [{ ...roof.bandwidth, name: 'Memory', rate: rateOf(memoryCeiling(roof, problem)) }];
  const rate = rateOf(arithmeticCeiling(roof, problem, null));
  const matrix = matrixRoofOf(roof, problem);
  if (!matrix) return [{ ...roof, name: 'Roof', rate }];
  return [
    { ...roof, name: 'Vector units', rate },
    { ...matrix, name: 'Matrix units', rate: rateOf(matrix.gflops) },
  ];
}

/** Those labels one by one: "Vector units 142 GFLOPS" and "Matrix units 1,140 GFLOPS". */
export function roofLabels(roof: Roof, problem: Problem | null | undefined): string[] {
  return ceilingsOf(roof, problem).map(({ name, rate }) => `${name} ${rate}`);
}

/** "Roof 142 GFLOPS", "Memory 21.3 GB/s, under load", "Vector units 142 GFLOPS, matrix units 1,140 GFLOPS". */
export function roofLabel(roof: Roof, problem: Problem | null | undefined): string {
  const ceilings = ceilingsOf(roof, problem);
  const texts = ceilings.map(({ name, rate }, index) => `${index === 0 ? name : name.toLowerCase()} ${rate}`);
  const isUnderLoad = ceilings.some(({ test }) => busyDoubt(test?.busyShare) !== null);
  return [...texts, ...(isUnderLoad ? ['under load'] : [])].join(', ');
}

/** Where these figures come from, and how their measurements went. */
export function roofSource(roof: Roof, problem: Problem | null | undefined): string {
  const ceilings = ceilingsOf(roof, problem);
  const prefix = ({ name }: Ceiling) => (ceilings.length > 1 ? `${name.toLowerCase()}: ` : '');
  return ceilings.map((one) => `${prefix(one)}${describeRoof(one)}`).join('; ');
}

/** Whether that is no more than where they come from. */
export function isPlainRoof(roof: Roof, problem: Problem | null | undefined): boolean {
  return ceilingsOf(roof, problem).every((one) => describeRoof(one) === one.source);
}

/** What is doubtful about them: "measured under load: others used 31% of the processors"; null if nothing. */
export function roofDoubt(roof: Roof, problem: Problem | null | undefined): string | null {
  const doubts = ceilingsOf(roof, problem).map(({ test }) => doubtOfTest(test));
  return doubts.find((doubt) => doubt !== null) ?? null;
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

/**
 * The share of its ceiling that a cell reaches: "61.2%", or "131.0% hot" where bandwidth is the ceiling, or "61.2% matrix"
 * where a device has units of two kinds.
 */
export function formatUtilization(
  utilization: number,
  { problem, contender }: Pick<Cell, 'problem' | 'contender'>,
  { environment: { roof }, request }: Pick<RunHead, 'environment' | 'request'>,
): string {
  const units = limitOf(roof, problem) === 'arithmetic' ? unitsOf(roof, contender) : null;
  const kind = temperatureOf(roof, problem, request.method) ?? units;
  return [formatPercent(utilization), kind ?? ''].join('\u00a0').trimEnd();
}

/** What a cell's utilization is a share of: "the roof of the matrix units". */
export function ceilingName(roof: Roof, { problem, contender }: Pick<Cell, 'problem' | 'contender'>): string {
  if (limitOf(roof, problem) === 'bandwidth') return 'the bandwidth of memory';
  const units = unitsOf(roof, contender);
  return units ? `the roof of the ${units} units` : 'the roof';
}
