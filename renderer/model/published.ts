import {
  PUBLISHED,
  type PublishedFigure,
  type PublishedSeries,
} from '../../electron/ipc/published/published-series.ts';
import { rateIn, rateUnitOf, typicalProblem } from '../../electron/ipc/rate.ts';
import { extentsOf, fieldValues, optionsLabel, type Problem, problemKey } from '../../kernels/index.ts';
import { isSquare, sizeAxisOf } from './problem-size.ts';
import type { Metric } from './series.ts';

/** A published figure in the chart. */
export interface PublishedPoint extends PublishedFigure {
  readonly x: number;
  readonly y: number;
}

/** A published series as the chart draws it: beside what was measured, and never among it. */
export interface PublishedLine extends Omit<PublishedSeries, 'figures'> {
  readonly points: readonly PublishedPoint[];
}

/** By the lists of problems, which never change: the chart and its controls ask. */
const KNOWN = new WeakMap<readonly Problem[], readonly PublishedSeries[]>();

/**
 * The published figures that belong on the size axis of these problems: of the same operation and data type, without
 * options, at places between the smallest size and the largest.
 */
export function publishedOf(problems: readonly Problem[]): readonly PublishedSeries[] {
  const known = KNOWN.get(problems) ?? findPublished(problems);
  KNOWN.set(problems, known);
  return known;
}

function findPublished(problems: readonly Problem[]): readonly PublishedSeries[] {
  const [first] = problems;
  if (!first || problems.some((problem) => optionsLabel(problem) !== '')) return [];
  const { dtype } = fieldValues(first);
  const isDrawn = placedAmong(problems);
  return PUBLISHED.flatMap((series) => {
    const figures = series.figures.filter(
      ({ problem }) => problem.op === first.op && problem.dtype === dtype && isDrawn(problem),
    );
    return figures.length > 0 ? [{ ...series, figures }] : [];
  });
}

/** The lines of a metric; errors have none, and utilization those whose device has a known roof. */
export function publishedLines(problems: readonly Problem[], metric: Metric): PublishedLine[] {
  if (metric === 'error' || metric === 'ratio') return [];
  const axis = sizeAxisOf(problems);
  const unit = rateUnitOf(typicalProblem(problems));
  return publishedOf(problems).flatMap(({ figures, ...series }) => {
    const { roofGflops } = series;
    if (metric === 'utilization' && roofGflops === null) return [];
    const points = figures.map((figure) => ({
      ...figure,
      x: axis.placeOf(figure.problem),
      y:
        metric === 'utilization'
          ? figure.gflops / (roofGflops as number)
          : rateIn(unit, figure.problem, figure.gflops),
    }));
    return [{ ...series, points: points.sort((a, b) => a.x - b.x) }];
  });
}

/**
 * Whether a problem has a place among these: it has the extents that all of them share; and if more than one extent
 * differs, it is square as all of them are, or one of them.
 */
function placedAmong(problems: readonly Problem[]): (problem: Problem) => boolean {
  const extents = problems.map(extentsOf);
  const names = Object.keys(extents[0] ?? {});
  const isShared = (name: string) => extents.every((one) => one[name] === extents[0]?.[name]);
  const shared = names.filter(isShared);
  const areSquare = problems.every(isSquare);
  const keys = new Set(areSquare ? [] : problems.map(problemKey));
  const axis = sizeAxisOf(problems);
  const places = problems.map((problem) => axis.placeOf(problem));
  const [from, to] = [Math.min(...places), Math.max(...places)];
  return (problem) => {
    const own = extentsOf(problem);
    if (shared.some((name) => own[name] !== extents[0]?.[name])) return false;
    const isOnAxis =
      names.length - shared.length <= 1 || (areSquare ? isSquare(problem) : keys.has(problemKey(problem)));
    const place = axis.placeOf(problem);
    return isOnAxis && place >= from && place <= to;
  };
}
