import type { Metric, Point } from './series.ts';
import { linearTicks } from './ticks.ts';

/** The vertical axis of a plot. */
export interface YAxis {
  readonly scale: 'linear' | 'log';
  readonly domain: readonly [number, number];
  readonly ticks: readonly number[];
}

/** Room above the highest value for markers and labels. */
const HEADROOM = 1.06;
/** The roof is in the picture if the plot would not become higher than this for it. */
const NEAR_ROOF = 1.3;
/** Ratios that may be ticks, on either side of 1. */
const RATIO_STEPS = [1.02, 1.05, 1.1, 1.2, 1.5, 2, 3, 5, 10, 20, 50, 100, 1000, 10_000] as const;
/** Of ratios, on either side of 1. */
const MOST_STEPS = 3;

/** An axis that fits some points, and `also` values of others. */
export function verticalAxis(
  points: readonly Point[],
  metric: Metric,
  roof: number | null,
  also: readonly number[] = [],
): YAxis {
  if (metric === 'error') return decades(points.map(({ value }) => value));
  if (metric === 'ratio') return ratios(points.map(({ value }) => value));
  return fromZero(mostOf([...points.map(reach), ...also]), roof);
}

/** How high a point is drawn: with its band, if it has one. */
function reach({ value, high, doubtful }: Point): number {
  return doubtful ? value : Math.max(value, Math.min(high, 1.5 * value));
}

function fromZero(most: number, roof: number | null): YAxis {
  const data = most > 0 ? most : (roof ?? 1);
  const end = HEADROOM * (roof !== null && roof > data && roof <= NEAR_ROOF * data ? roof : data);
  return { scale: 'linear', domain: [0, end], ticks: linearTicks(end).filter((tick) => tick <= end) };
}

/** Whole decades around errors; that of an exact result is at their foot. */
function decades(errors: readonly number[]): YAxis {
  const exponents = errors.flatMap((error) => (error > 0 ? [Math.log10(error)] : []));
  const from = exponents.length > 0 ? Math.ceil(-mostOf(exponents.map((e) => -e))) - 1 : -8;
  const to = exponents.length > 0 ? Math.floor(mostOf(exponents)) + 1 : -6;
  const ticks = Array.from({ length: to - from + 1 }, (_, index) => 10 ** (from + index));
  return { scale: 'log', domain: [10 ** from, 10 ** to], ticks };
}

/** As far from 1 as the ratios are, on either side. */
function ratios(values: readonly number[]): YAxis {
  const logs = values.flatMap((value) => (value > 0 ? [Math.log(value)] : []));
  const [above, below] = [mostOf([0, ...logs]), mostOf([0, ...logs.map((log) => -log)])];
  const least = Math.max(above, below, Math.log(1.02)) / 4;
  const [top, foot] = [above, below].map((reached) => Math.max(reached, least) * HEADROOM) as [
    number,
    number,
  ];
  const inside = RATIO_STEPS.filter((step) => Math.log(step) <= Math.max(top, foot));
  const stride = Math.ceil(inside.length / MOST_STEPS);
  const steps = inside.toReversed().filter((_, index) => index % stride === 0);
  const ticks = [...steps.map((step) => 1 / step), 1, ...steps]
    .filter((tick) => Math.log(tick) <= top && -Math.log(tick) <= foot)
    .sort((a, b) => a - b);
  return { scale: 'log', domain: [Math.exp(-foot), Math.exp(top)], ticks };
}

/** Of a list that may be too long for the parameters of a function. */
function mostOf(values: readonly number[]): number {
  return values.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY);
}
