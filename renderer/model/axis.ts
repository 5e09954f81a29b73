import { type Problem, parseVariant, problemKey } from '../../kernels/index.ts';
import { contenderWithout, type Dimension, dimensionsOf, fieldOf, valueIn, valueText } from './dimension.ts';
import type { SizeAxis } from './problem-size.ts';

/** The axis of the problem size. */
export const SIZE_AXIS = 'size';

/** One plot for each shape and kind of problem, so that a line never joins two; or all of them in one plot. */
export const FACETS = ['auto', 'none'] as const;

type Asked = Parameters<typeof dimensionsOf>[0];
type Placed = { readonly problem: Problem; readonly contender: string };

/** The dimensions that a run can be plotted against. */
export function axesOf(request: Asked): Dimension[] {
  return dimensionsOf(request).filter(({ isNumeric }) => isNumeric);
}

/** The requested axis if the run has it, else the size. */
export function axisOf(request: Asked, requested: string): string {
  return axesOf(request).some(({ name }) => name === requested) ? requested : SIZE_AXIS;
}

/** The place of a cell: its plot, its value on the horizontal axis, and its line. */
interface Place {
  /** "Head dimension 64"; empty if there is but one plot. */
  readonly facet: string;
  readonly x: number;
  readonly line: string;
}

/** Where the cells of a run are drawn. */
export interface Layout {
  /** The dimension of the horizontal axis; undefined for the size. */
  readonly axis: Dimension | undefined;
  /** What is told apart by colour, dash and marker alone. */
  readonly lines: readonly Line[];
  /** Null if a contender does not have the parameter of the axis. */
  placeOf(cell: Placed, sizes: SizeAxis): Place | null;
}

/** A line of the plots: a contender, perhaps at some values of fields. */
export interface Line {
  readonly id: string;
  /** "Mask causal"; empty if its contender has one line only. */
  readonly detail: string;
}

/**
 * Every dimension of a run that is neither on the axis nor has plots of its own is told apart by colour.
 * @param axis SIZE_AXIS or the name of a dimension @param facet one of FACETS, or the name of a dimension
 */
export function layoutOf(request: Asked, axis: string, facet: string): Layout {
  const all = dimensionsOf(request);
  const onAxis = all.find(({ name, isNumeric }) => isNumeric && name === axis);
  const rest = all.filter((one) => one !== onAxis);
  const named = rest.filter(({ name }) => name === facet);
  const faceted =
    named.length > 0 || facet === 'none' ? named : rest.filter(({ kind }) => kind === 'field' && !onAxis);
  const colored = onAxis ? [] : rest.filter((one) => one.kind === 'field' && !faceted.includes(one));
  const removed = [onAxis, ...faceted].flatMap((one) => (one?.kind === 'parameter' ? [one.name] : []));
  const textIn = (dimensions: readonly Dimension[], cell: Placed) =>
    dimensions.map((one) => valueText(one, valueIn(one, cell))).join(', ');
  const details = [
    ...new Set(
      colored.length > 0
        ? request.problems.map((problem) => textIn(colored, { problem, contender: '' }))
        : [''],
    ),
  ];
  const lineOf = (contender: string, detail: string) => {
    const own = contenderWithout(contender, removed);
    const place = details.indexOf(detail);
    return place > 0 ? `${own}|${place}` : own;
  };
  const drawn = request.contenders.filter(
    (contender) =>
      onAxis?.kind !== 'parameter' || typeof parseVariant(contender).overrides[onAxis.name] === 'number',
  );
  const lines = new Map(
    drawn.flatMap((contender) => details.map((detail) => [lineOf(contender, detail), detail] as const)),
  );
  return {
    axis: onAxis,
    lines: [...lines].map(([id, detail]) => ({ id, detail })),
    placeOf: (cell, sizes) => {
      const x = onAxis ? valueIn(onAxis, cell) : sizes.placeOf(cell.problem);
      if (typeof x !== 'number') return null;
      return { facet: textIn(faceted, cell), x, line: lineOf(cell.contender, textIn(colored, cell)) };
    },
  };
}

/** Whether a problem is drawn at the same place as another but for the field on the axis. */
export function differsOnlyIn(axis: Dimension, one: Problem, other: Problem): boolean {
  if (axis.kind === 'parameter') return problemKey(one) === problemKey(other);
  return problemKey({ ...one, [axis.name]: fieldOf(other, axis.name) } as Problem) === problemKey(other);
}

/** The lines of a run in their order: those that keys and the legend show and hide. */
export function linesOf(request: Asked, axis: string, facet: string): string[] {
  return layoutOf(request, axis, facet).lines.map(({ id }) => id);
}
