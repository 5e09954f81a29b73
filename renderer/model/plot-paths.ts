import type { PlotRow } from './series.ts';

/** Pixels by values; undefined where there is no place. */
export type Scale = (value: number) => number | undefined;

/** What is drawn of a line, in pixels. */
export interface PlotPaths {
  /** The path of its values. */
  readonly line: string;
  /** The path of its band. */
  readonly band: string;
  readonly markers: readonly PlotMarker[];
}

export interface PlotMarker {
  readonly px: number;
  readonly py: number;
  readonly hollow: boolean;
  /** Has no neighbour, so that the line does not show it. */
  readonly alone: boolean;
}

interface Place {
  readonly px: number;
  readonly py: number;
  readonly top: number;
  readonly bottom: number;
  readonly hollow: boolean;
}

/** The paths of a contender: one each, however many its points are. They break where a row has no value of it. */
export function plotPaths(rows: readonly PlotRow[], contender: string, x: Scale, y: Scale): PlotPaths {
  const stretches = stretchesOf(rows.map((row) => placeOf(row, contender, x, y)));
  return {
    line: stretches.map((stretch) => pathOf(stretch.map(({ px, py }) => [px, py]))).join(''),
    band: stretches.map(bandOf).join(''),
    markers: stretches.flatMap((stretch) =>
      stretch.map(({ px, py, hollow }) => ({ px, py, hollow, alone: stretch.length === 1 })),
    ),
  };
}

function placeOf(row: PlotRow, contender: string, x: Scale, y: Scale): Place | null {
  const [value, band] = [row[contender], row[`${contender}|iqr`]];
  if (typeof value !== 'number') return null;
  const [low, high] = Array.isArray(band) ? band : [value, value];
  const [px, py, bottom, top] = [x(row.x), y(value), y(low), y(high)];
  if (px === undefined || py === undefined) return null;
  return { px, py, bottom: bottom ?? py, top: top ?? py, hollow: row[`${contender}|doubtful`] === true };
}

/** Places that follow each other without a gap. */
function stretchesOf(places: readonly (Place | null)[]): Place[][] {
  const stretches: Place[][] = [];
  let last: Place[] | null = null;
  for (const place of places) {
    if (place === null) last = null;
    else if (last) last.push(place);
    else {
      last = [place];
      stretches.push(last);
    }
  }
  return stretches;
}

function bandOf(stretch: readonly Place[]): string {
  const upper = stretch.map(({ px, top }) => [px, top] as const);
  const lower = stretch.map(({ px, bottom }) => [px, bottom] as const).reverse();
  return `${pathOf([...upper, ...lower])}Z`;
}

function pathOf(places: readonly (readonly [number, number])[]): string {
  return `M${places.map(([px, py]) => `${round(px)},${round(py)}`).join('L')}`;
}

/** To a hundredth of a pixel. */
function round(pixels: number): number {
  return Math.round(pixels * 100) / 100;
}
