import { estimate, familyOf, type Problem } from '../../kernels/index.ts';
import { formatFigure } from './figures.ts';

/** A no-break space. */
const GAP = '\u00a0';

/** How a problem's rates are written: as bytes that it has to move, where bandwidth limits it, and else as operations. */
export type RateUnit = 'GFLOPS' | 'GB/s';

/** By the list of problems, which never changes: the chart, the table and the status bar ask. */
const TYPICAL = new WeakMap<readonly Problem[], Problem>();

/**
 * The problem by whose unit and ceiling a table or chart of several goes: the largest of those that have their limit in
 * common with most. The first may be of another kind, as a product of size 1 is, which bandwidth limits.
 */
export function typicalProblem(problems: readonly Problem[]): Problem | undefined {
  const known = TYPICAL.get(problems);
  if (known) return known;
  const work = new Map(problems.map((problem) => [problem, estimate(problem).flops]));
  const largestFirst = [...work.keys()].sort((a, b) => (work.get(b) ?? 0) - (work.get(a) ?? 0));
  const groups = [...Map.groupBy(largestFirst, (problem) => familyOf(problem).limit(problem)).values()];
  // Sorting keeps the group of the largest first among equals.
  const typical = groups.sort((a, b) => b.length - a.length)[0]?.[0];
  if (typical) TYPICAL.set(problems, typical);
  return typical;
}

/** The unit of a problem's rates; that of tables and charts is that of their typicalProblem(). */
export function rateUnitOf(problem: Problem | undefined): RateUnit {
  return problem && familyOf(problem).limit(problem) === 'bandwidth' ? 'GB/s' : 'GFLOPS';
}

/** The number of a rate in a unit. */
export function rateIn(unit: RateUnit, problem: Problem, gflops: number): number {
  return unit === 'GFLOPS' ? gflops : gflops / estimate(problem).intensity;
}

/** A rate with the unit of its problem: "1,340 GFLOPS", "41.2 GB/s". */
export function formatRate(problem: Problem, gflops: number): string {
  const unit = rateUnitOf(problem);
  return `${formatFigure(rateIn(unit, problem, gflops))}${GAP}${unit}`;
}
