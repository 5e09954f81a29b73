import { estimate, familyOf, type Problem } from '../../kernels/index.ts';
import { formatFigure } from './figures.ts';

/** A no-break space. */
const GAP = '\u00a0';

/** How a problem's rates are written: as bytes that it has to move, where bandwidth limits it, and else as operations. */
export type RateUnit = 'GFLOPS' | 'GB/s';

/** The unit of a problem's rates. Tables and charts go by their first problem. */
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
