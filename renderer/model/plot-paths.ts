import type { PlotScales } from './plot-scale.ts';
import type { Point, Series } from './series.ts';

/** Points of straight lines from one to the next, as x and y in pixels. */
export type Polyline = readonly (readonly [number, number])[];

/** What is drawn of a line, in pixels. */
export interface PlotLines {
  /** Its values; of a dense line, the median in each column of pixels. */
  readonly lines: readonly Polyline[];
  /** Its bands, closed: between neighbours that are both beyond doubt, or the envelope of a dense line. */
  readonly bands: readonly Polyline[];
  /** The path of the spreads that have no band. */
  readonly whiskers: string;
  readonly markers: readonly PlotMarker[];
}

/** The same as paths of an SVG, one each. */
export interface PlotPaths extends Pick<PlotLines, 'whiskers' | 'markers'> {
  readonly line: string;
  readonly band: string;
}

export interface PlotMarker {
  readonly px: number;
  readonly py: number;
  readonly hollow: boolean;
}

interface Place extends PlotMarker {
  readonly top: number;
  readonly bottom: number;
}

/** Lines with more points are drawn without markers, and so are those whose markers would merge into a band. */
const MAX_MARKERS = 120;
/** The width of a marker with its rim. */
const MARKER_PX = 8;
/** Half the width of a whisker's ends. */
const CAP = 3;

/** The paths of a line: one each, however many its points are. They break at cells without a figure. */
export function plotPaths(series: Pick<Series, 'points' | 'marks'>, scales: PlotScales): PlotPaths {
  const { lines, bands, ...others } = plotLines(series, scales);
  return {
    line: lines.map(pathOf).join(''),
    band: bands.map((band) => `${pathOf(band)}Z`).join(''),
    ...others,
  };
}

/** What plotPaths() writes as paths, for a canvas: of thousands of points, text takes as long as drawing. */
export function plotLines(
  { points, marks }: Pick<Series, 'points' | 'marks'>,
  { x, y }: PlotScales,
): PlotLines {
  const stretches = stretchesOf(
    points,
    marks.map((mark) => mark.x),
  ).map((stretch) =>
    stretch.map(
      ({ x: at, value, low, high, doubtful }): Place => ({
        ...{ px: x(at), py: y(value), bottom: y(low), top: y(high), hollow: doubtful },
      }),
    ),
  );
  const areMany = hasManyPoints({ points }) || spacingOf(stretches) < MARKER_PX;
  const parts = stretches.map((stretch) =>
    areMany && isDense(stretch) ? denseParts(stretch) : sparseParts(stretch),
  );
  return {
    lines: parts.flatMap(({ lines }) => lines),
    bands: parts.flatMap(({ bands }) => bands),
    whiskers: areMany ? '' : parts.map(({ whiskers }) => whiskers).join(''),
    markers: stretches
      .filter((stretch) => !areMany || stretch.length === 1)
      .flatMap((stretch) => stretch.map(({ px, py, hollow }) => ({ px, py, hollow }))),
  };
}

/** Whether a line has too many points for markers. */
export function hasManyPoints({ points }: Pick<Series, 'points'>): boolean {
  return points.length > MAX_MARKERS;
}

/** How far apart neighbours are on average, in pixels. */
function spacingOf(stretches: readonly (readonly Place[])[]): number {
  const places = stretches.flat();
  const [first, last] = [places[0], places.at(-1)];
  return first && last && first !== last
    ? (last.px - first.px) / (places.length - 1)
    : Number.POSITIVE_INFINITY;
}

/** Points that follow each other without a gap: one is where a cell of another size has no figure. */
function stretchesOf(points: readonly Point[], gaps: readonly number[]): Point[][] {
  const stretches: Point[][] = [];
  let gap = 0;
  let last: Point[] | null = null;
  for (const point of points) {
    while ((gaps[gap] ?? Number.POSITIVE_INFINITY) <= point.x) {
      last = null;
      gap += 1;
    }
    if (last) last.push(point);
    else {
      last = [point];
      stretches.push(last);
    }
  }
  return stretches;
}

function sparseParts(stretch: readonly Place[]): Omit<PlotLines, 'markers'> {
  const bands = goodRuns(stretch).filter((run) => run.length > 1);
  const banded = new Set(bands.flat());
  return {
    lines: [stretch.map(({ px, py }) => [px, py])],
    bands: bands.map(bandOf),
    whiskers: stretch.map((place) => (banded.has(place) ? '' : whiskerOf(place))).join(''),
  };
}

/** Neighbours beyond doubt: what is known of one point says nothing about the space to a doubtful one. */
function goodRuns(stretch: readonly Place[]): Place[][] {
  return stretch.reduce<Place[][]>(
    (runs, place) => {
      if (place.hollow) runs.push([]);
      else runs.at(-1)?.push(place);
      return runs;
    },
    [[]],
  );
}

function whiskerOf({ px, top, bottom }: Place): string {
  if (Math.abs(bottom - top) < 1) return '';
  const [left, right] = [round(px - CAP), round(px + CAP)];
  return `M${left},${round(top)}H${right}M${round(px)},${round(top)}V${round(bottom)}M${left},${round(bottom)}H${right}`;
}

/** Several points to a column of pixels. */
function isDense(stretch: readonly Place[]): boolean {
  const [first, last] = [stretch[0], stretch.at(-1)];
  if (!first || !last) return false;
  const columns = new Set(stretch.map(({ px }) => Math.round(px)));
  return columns.size < stretch.length;
}

/** The median of every column of pixels, and an envelope from the lowest point to the highest. */
function denseParts(stretch: readonly Place[]): Omit<PlotLines, 'markers'> {
  const columns = columnsOf(stretch);
  return {
    lines: [columns.map(({ px, middle }) => [px, middle])],
    bands: [bandOf(columns)],
    whiskers: '',
  };
}

/** A column of pixels with several points. */
export interface Column {
  readonly px: number;
  readonly top: number;
  readonly middle: number;
  readonly bottom: number;
}

/** The columns of places by px, from left to right. */
export function columnsOf(places: readonly Pick<PlotMarker, 'px' | 'py'>[]): Column[] {
  const heights = new Map<number, number[]>();
  for (const { px, py } of places) {
    const column = Math.round(px);
    const known = heights.get(column);
    if (known) known.push(py);
    else heights.set(column, [py]);
  }
  return [...heights].map(([px, all]) => {
    all.sort((a, b) => a - b);
    const middle = ((all[(all.length - 1) >> 1] as number) + (all[all.length >> 1] as number)) / 2;
    return { px, top: all[0] as number, middle, bottom: all.at(-1) as number };
  });
}

function bandOf(stretch: readonly { px: number; top: number; bottom: number }[]): Polyline {
  const upper = stretch.map(({ px, top }) => [px, top] as const);
  const lower = stretch.map(({ px, bottom }) => [px, bottom] as const).reverse();
  return [...upper, ...lower];
}

function pathOf(places: Polyline): string {
  return `M${places.map(([px, py]) => `${round(px)},${round(py)}`).join('L')}`;
}

/** To a hundredth of a pixel. */
function round(pixels: number): number {
  return Math.round(pixels * 100) / 100;
}
