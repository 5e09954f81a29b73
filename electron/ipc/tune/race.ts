// Who is ahead among cells of one problem that share epochs and rounds.
import { withoutSide } from '../../../kernels/index.ts';
import { type Estimate, intervalOf } from '../summary/bootstrap.ts';
import { median } from '../summary/statistics.ts';
import type { Cell } from '../types.ts';
import { logRatios } from '../verdict/paired-ratio.ts';

/**
 * How far a ratio of one epoch may be off, as a standard deviation of its logarithm, and how well that is known: while
 * all cells have a single epoch, nothing says how epochs vary. Generous: paired by round, ratios vary by some percent.
 */
const ONE_EPOCH = { deviation: 0.1, degrees: 10 } as const;
/** Deviations are not believed to be less: ratios of a fast and steady kernel still vary from run to run. */
const LEAST_DEVIATION = 0.002;

/** A cell's time as a logarithm of its ratio to that of another, from so many epochs. */
export interface RaceEstimate extends Estimate {
  readonly epochs: number;
}

/**
 * The logarithms of the cells' times to one of them, each paired by round, with their errors; cells that share no round
 * with it have none. Few epochs say little about how a single ratio varies, so the deviation is that of all cells
 * together: of the medians of epochs about each cell's mean.
 */
export function estimatesTo(reference: Cell, cells: readonly Cell[]): Map<Cell, RaceEstimate> {
  const medians = new Map(
    cells.map((cell) => [cell, logRatios(cell.samples, reference.samples).map(median)] as const),
  );
  let squares = 0;
  let degrees = 0;
  for (const [cell, own] of medians) {
    if (cell === reference || own.length < 2) continue;
    const value = mean(own);
    squares += own.reduce((sum, one) => sum + (one - value) ** 2, 0);
    degrees += own.length - 1;
  }
  const known = degrees === 0 ? ONE_EPOCH : { deviation: Math.sqrt(squares / degrees), degrees };
  const deviation = Math.max(LEAST_DEVIATION, known.deviation);
  return new Map(
    [...medians].flatMap(([cell, own]): [Cell, RaceEstimate][] => {
      if (own.length === 0) return [];
      const error = cell === reference ? 0 : deviation / Math.sqrt(own.length);
      return [[cell, { value: mean(own), error, degrees: known.degrees, epochs: own.length }]];
    }),
  );
}

/**
 * The cells of a problem that go on to the next epoch of a heat. Of its candidates those are dropped whose interval lies
 * behind the fastest, and then the slower half; its references and leaders race along to the end.
 */
export function stillRacing(
  cells: readonly Cell[],
  { along }: { readonly along: readonly string[] },
): Cell[] {
  const isAlong = ({ contender }: Cell) => along.includes(withoutSide(contender));
  const candidates = cells.filter((cell) => !isAlong(cell));
  const best = fastest(cells);
  if (!best || candidates.length < 2) return [...cells];
  const estimates = estimatesTo(best, cells);
  const logOf = (cell: Cell) => estimates.get(cell)?.value ?? Number.POSITIVE_INFINITY;
  const near = candidates.filter((cell) => {
    const estimate = estimates.get(cell);
    return estimate !== undefined && intervalOf(estimate)[0] <= 0;
  });
  const kept = near
    .toSorted((one, other) => logOf(one) - logOf(other))
    .slice(0, Math.ceil(candidates.length / 2));
  return cells.filter((cell) => isAlong(cell) || kept.includes(cell));
}

/** The fastest of the cells by ratios to the first that has samples; null if none has. */
function fastest(cells: readonly Cell[]): Cell | null {
  const [first] = cells.filter(({ samples }) => samples.length > 0);
  if (!first) return null;
  const estimates = estimatesTo(first, cells);
  const [best] = [...estimates].toSorted(([, one], [, other]) => one.value - other.value);
  return best?.[0] ?? null;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
