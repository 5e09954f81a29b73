import { cellId } from '../../electron/ipc/cell.ts';
import { doubtsOf } from '../../electron/ipc/doubts.ts';
import { formatBytes, formatFigure, formatGflops } from '../../electron/ipc/figures.ts';
import { arithmeticRoofs, describeRoof } from '../../electron/ipc/roof-text.ts';
import type { Roof, Run } from '../../electron/ipc/types.ts';
import { estimate } from '../../kernels/index.ts';
import { keyOf } from './cells.ts';
import { visibleCells } from './filter.ts';
import { extentOf, type FrameAxis, type FramePlace, logAxis } from './frame-axis.ts';

/** A measured cell by what it computes for each byte that it has to move, and its rate. */
export interface RooflineDot {
  readonly problem: string;
  readonly contender: string;
  /** FLOP per byte. */
  readonly intensity: number;
  readonly gflops: number;
  readonly doubtful: boolean;
}

/** A ceiling: a rate, or what a bandwidth allows at each intensity. */
export interface RoofLine {
  readonly label: string;
  /** Where it comes from, and how its measurements went. */
  readonly source: string;
  /** GFLOPS at an intensity. */
  at(intensity: number): number;
  /** It rises with the intensity. */
  readonly isSlope: boolean;
}

export interface Roofline {
  readonly dots: readonly RooflineDot[];
  readonly roofs: readonly RoofLine[];
  readonly x: FrameAxis;
  readonly y: FrameAxis;
  /** What the picture lacks, or needs to be read. */
  readonly notes: readonly string[];
}

/** Where there is nothing to show, in FLOP per byte. */
const USUAL = [1, 100];
/** Beyond the outermost dots and roofs, as a factor. */
const ROOM = 1.6;

/** @param hidden contenders */
export function roofline(
  run: Run,
  { filter, hidden }: { readonly filter: string; readonly hidden: readonly string[] },
): Roofline {
  const { roof } = run.environment;
  const dots = dotsOf(run, filter, hidden);
  const roofs = roofsOf(roof);
  const slope = roofs.find(({ isSlope }) => isSlope);
  const flat = roofs.filter((one) => !one.isSlope).map((one) => one.at(1));
  // Where arithmetic begins to be the limit.
  const ridges = slope ? flat.map((rate) => rate / slope.at(1)) : [];
  const intensities = [...dots.map(({ intensity }) => intensity), ...ridges];
  const [left, right] = extentOf(intensities.length > 0 ? intensities : USUAL);
  const [foot, top] = extentOf([...dots.map(({ gflops }) => gflops), ...flat]);
  return {
    dots,
    roofs,
    x: logAxis(left / ROOM, right * ROOM, tickText),
    y: logAxis(foot / ROOM, top * ROOM, tickText),
    notes: notesOf(run, dots),
  };
}

/** "500" and "0.05", without zeros that say nothing of a round number. */
function tickText(tick: number): string {
  return tick.toLocaleString('en', { maximumSignificantDigits: 3 });
}

function dotsOf(run: Run, filter: string, hidden: readonly string[]): RooflineDot[] {
  return visibleCells(run, filter).flatMap((cell) => {
    const { problem, contender, summary, status } = cell;
    if (status !== 'ok' || !summary || hidden.includes(contender)) return [];
    const { intensity } = estimate(problem);
    // What computes nothing has no place on logarithms.
    if (!(intensity > 0 && summary.gflops > 0)) return [];
    const doubtful = doubtsOf(cell, run.request.method) !== null;
    return [{ problem: keyOf(cell), contender, intensity, gflops: summary.gflops, doubtful }];
  });
}

/** What was measured of a device, or is in a table with a source; never what was not. */
function roofsOf(roof: Roof): RoofLine[] {
  const { bandwidth } = roof;
  return [
    ...arithmeticRoofs(roof).map(({ name, gflops, source }) => ({
      label: `${name} ${formatGflops(gflops)}`,
      source,
      at: () => gflops,
      isSlope: false,
    })),
    ...(bandwidth
      ? [
          {
            label: `Memory ${formatFigure(bandwidth.rateGBps)}\u00a0GB/s`,
            source: describeRoof(bandwidth),
            at: (intensity: number) => intensity * bandwidth.rateGBps,
            isSlope: true,
          },
        ]
      : []),
  ];
}

function notesOf({ cells, environment, request }: Run, dots: readonly RooflineDot[]): string[] {
  const { bandwidth } = environment.roof;
  if (!bandwidth) return ['The bandwidth of memory was not measured in this run.'];
  const isCold = request.method.cache === 'cold';
  const fits = cells.some(({ problem }) => estimate(problem).bytes <= bandwidth.cacheBytes);
  return dots.length > 0 && fits && !isCold
    ? [
        `What fits into the last-level cache of ${formatBytes(bandwidth.cacheBytes)} may lie above the roof of memory.`,
      ]
    : [];
}

/** A roof's line between the axes: the lower of it and the others limits, but each is drawn to its end. */
export function roofPath(
  roof: RoofLine,
  roofs: readonly RoofLine[],
  { x, y }: Roofline,
  place: FramePlace,
): string {
  const [left, right] = x.domain;
  const highest = Math.max(...roofs.filter(({ isSlope }) => !isSlope).map((one) => one.at(1)));
  const slope = roofs.find(({ isSlope }) => isSlope);
  const from = roof.isSlope ? Math.max(left, y.domain[0] / roof.at(1)) : left;
  const start = !roof.isSlope && slope ? Math.max(left, roof.at(1) / slope.at(1)) : from;
  const end = roof.isSlope ? Math.min(right, highest / roof.at(1)) : right;
  if (start >= end) return '';
  return `M${place.x(start)} ${place.y(roof.at(start))}L${place.x(end)} ${place.y(roof.at(end))}`;
}

/** Up to so many dots are all drawn; of more, only those that do not lie on one another. */
const MANY_DOTS = 600;
const APART_PX = 4;

/** The dots to draw. */
export function apartDots(dots: readonly RooflineDot[], place: FramePlace): readonly RooflineDot[] {
  if (dots.length <= MANY_DOTS) return dots;
  const taken = new Set<string>();
  return dots.filter(({ contender, intensity, gflops, doubtful }) => {
    const [column, row] = [place.x(intensity), place.y(gflops)].map((px) => Math.round(px / APART_PX));
    const key = `${contender} ${doubtful} ${column} ${row}`;
    if (taken.has(key)) return false;
    taken.add(key);
    return true;
  });
}

/** A dot farther than this from the pointer is not meant, in pixels. */
const REACH_PX = 28;

/** A dot in the drawing. */
interface PlacedDot {
  readonly dot: RooflineDot;
  readonly px: number;
  readonly py: number;
}

/** Finds dots in a drawing: every move of the pointer asks. */
export interface DotIndex {
  /** The dot under the pointer. */
  nearest(px: number, py: number): RooflineDot | null;
  /** The dot of a cell. */
  of(ref: Pick<RooflineDot, 'problem' | 'contender'>): RooflineDot | undefined;
}

/** Dots by their cells, and by squares as wide as the pointer reaches. */
export function indexDots(dots: readonly RooflineDot[], place: FramePlace): DotIndex {
  const byCell = new Map(dots.map((dot) => [cellId(dot.problem, dot.contender), dot]));
  const squareAt = (px: number) => Math.floor(px / REACH_PX);
  const squares = Map.groupBy(
    dots.map((dot): PlacedDot => ({ dot, px: place.x(dot.intensity), py: place.y(dot.gflops) })),
    ({ px, py }) => `${squareAt(px)} ${squareAt(py)}`,
  );
  return {
    of: ({ problem, contender }) => byCell.get(cellId(problem, contender)),
    nearest: (px, py) => {
      const [column, row] = [squareAt(px), squareAt(py)];
      const around = [-1, 0, 1].flatMap((down) =>
        [-1, 0, 1].flatMap((across) => squares.get(`${column + across} ${row + down}`) ?? []),
      );
      let nearest: RooflineDot | null = null;
      let least = REACH_PX;
      for (const { dot, ...at } of around) {
        const distance = Math.hypot(at.px - px, at.py - py);
        if (distance < least) [nearest, least] = [dot, distance];
      }
      return nearest;
    },
  };
}
