import type { Cell } from '../../electron/ipc/types.ts';
import { contenderLabel, extentName, extentsOf, type Problem } from '../../kernels/index.ts';
import { type Dimension, dimensionsOf, valueIn } from './dimension.ts';
import { compareSizes, sizeLabel } from './problem-size.ts';

type Placed = Pick<Cell, 'problem' | 'contender'>;

/** What the cells of a run can be laid out by. */
export interface MapAxis {
  readonly name: string;
  readonly label: string;
  /** The parameter of contenders that it is, if it is one. */
  readonly parameter: string | null;
  /** Its value; null for a cell that has none. */
  textOf(cell: Placed): string | null;
  /** Negative if one cell stands before another. */
  compare(one: Placed, other: Placed): number;
}

interface Asked {
  readonly problems: readonly Problem[];
  readonly contenders: readonly string[];
}

/** Of the axes below. */
export const CONTENDER_AXIS = 'contender';

/** What differs in a run: extents, other fields, parameters, the size as a whole and contenders, in this order. */
export function mapAxes(request: Asked): MapAxis[] {
  const { problems, contenders } = request;
  const extents = problems.map(extentsOf);
  const differing = Object.keys(extents[0] ?? {}).filter(
    (name) => new Set(extents.map((one) => one[name])).size > 1,
  );
  const others = dimensionsOf(request).filter(({ name }) => !differing.includes(name));
  return [
    ...differing.map(extentAxis),
    ...others.map(dimensionAxis),
    ...(problems.length > 1 ? [SIZE] : []),
    ...(contenders.length > 1 ? [contenderAxis(contenders)] : []),
  ];
}

const SIZE: MapAxis = {
  name: 'size',
  label: 'Size',
  parameter: null,
  textOf: ({ problem }) => sizeLabel(problem),
  compare: (one, other) => compareSizes(one.problem, other.problem),
};

function extentAxis(name: string): MapAxis {
  const extentOf = ({ problem }: Placed) => extentsOf(problem)[name] ?? 0;
  return {
    name,
    label: extentName(name),
    parameter: null,
    textOf: (cell) => String(extentOf(cell)),
    compare: (one, other) => extentOf(one) - extentOf(other),
  };
}

function dimensionAxis(dimension: Dimension): MapAxis {
  const { name, label, kind, isNumeric } = dimension;
  return {
    name,
    label,
    parameter: kind === 'parameter' ? name : null,
    textOf: (cell) => {
      const value = valueIn(dimension, cell);
      if (value === null) return null;
      return typeof value === 'boolean' ? (value ? 'yes' : 'no') : String(value);
    },
    // Words stay in the order of the run.
    compare: (one, other) =>
      isNumeric ? Number(valueIn(dimension, one)) - Number(valueIn(dimension, other)) : 0,
  };
}

function contenderAxis(contenders: readonly string[]): MapAxis {
  return {
    name: CONTENDER_AXIS,
    label: 'Contender',
    parameter: null,
    textOf: ({ contender }) => contenderLabel(contender),
    compare: (one, other) => contenders.indexOf(one.contender) - contenders.indexOf(other.contender),
  };
}

/** The values that cells have on an axis, in order. */
export function valuesOn(axis: MapAxis, cells: readonly Placed[]): string[] {
  const first = new Map<string, Placed>();
  for (const cell of cells) {
    const text = axis.textOf(cell);
    if (text !== null && !first.has(text)) first.set(text, cell);
  }
  return [...first].sort(([, one], [, other]) => axis.compare(one, other)).map(([text]) => text);
}

type Pair = readonly [x: MapAxis, y: MapAxis];

/**
 * The axes that were chosen, else the first two that cross: M and N of squares are one line, where sizes and contenders
 * fill a map. Null without two of them.
 */
export function chooseAxes(
  axes: readonly MapAxis[],
  cells: readonly Placed[],
  chosen: { readonly x: string | null; readonly y: string | null },
): Pair | null {
  const named = (name: string | null) => axes.find((axis) => axis.name === name);
  const [x, y] = [named(chosen.x), named(chosen.y)];
  if (x && y && x !== y) return [x, y];
  const fixed = x ?? y;
  const pairs = pairsOf(axes, cells).filter((pair) => !fixed || pair.includes(fixed));
  const pair = pairs.find((one) => isCrossed(one, cells)) ?? pairs[0];
  if (!pair) return null;
  const isSwapped = (x && pair[1] === x) || (!x && y && pair[0] === y);
  return isSwapped ? [pair[1], pair[0]] : pair;
}

/** All pairs, the telling ones first: an extent that names a size is no more than the size. */
function pairsOf(axes: readonly MapAxis[], cells: readonly Placed[]): Pair[] {
  const sizes = valuesOn(SIZE, cells).length;
  const [same, telling] = [true, false].map((isSame) =>
    axes.filter((axis) => isSame === (isOfProblem(axis) && valuesOn(axis, cells).length === sizes)),
  ) as [MapAxis[], MapAxis[]];
  const ordered = [...telling, ...same];
  // Names of contenders are read at the left.
  return ordered.flatMap((one, at) =>
    ordered.slice(at + 1).map((other): Pair => (other.name === CONTENDER_AXIS ? [one, other] : [other, one])),
  );
}

function isOfProblem({ name, parameter }: MapAxis): boolean {
  return parameter === null && name !== CONTENDER_AXIS && name !== SIZE.name;
}

/** Whether cells fill more places than there are values on either axis. */
function isCrossed([x, y]: Pair, cells: readonly Placed[]): boolean {
  const [xs, ys, places] = [new Set<string>(), new Set<string>(), new Set<string>()];
  for (const cell of cells) {
    const [across, down] = [x.textOf(cell), y.textOf(cell)];
    if (across === null || down === null) continue;
    xs.add(across);
    ys.add(down);
    places.add(`${across}\n${down}`);
  }
  return places.size > Math.max(xs.size, ys.size);
}
