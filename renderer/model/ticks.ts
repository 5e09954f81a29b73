import type { XScale } from './series.ts';

/** Round steps, times a power of ten. */
const NICE_STEPS = [1, 2, 2.5, 5, 10] as const;

/** About `count` ticks at round values, from 0 to at least `max`. */
export function linearTicks(max: number, count = 5): number[] {
  if (!(max > 0)) return [0, 1];
  const step = niceStep(max / count);
  const steps = Math.ceil(max / step - 1e-9);
  return Array.from({ length: steps + 1 }, (_, index) => Number((index * step).toPrecision(12)));
}

function niceStep(rough: number): number {
  const power = 10 ** Math.floor(Math.log10(rough));
  return (NICE_STEPS.find((nice) => nice * power >= rough * (1 - 1e-9)) ?? 10) * power;
}

/** Ticks at round values within [min, max]. */
export function innerTicks(min: number, max: number, count = 8): number[] {
  const step = niceStep((max - min) / count || 1);
  const first = Math.ceil(min / step - 1e-9);
  const ticks: number[] = [];
  for (let at = first; at * step <= max * (1 + 1e-12); at += 1)
    ticks.push(Number((at * step).toPrecision(12)));
  return ticks;
}

/** Powers of two within [min, max], thinned out if there are too many; the ends if there are none. */
export function log2Ticks(min: number, max: number, maxCount = 10): number[] {
  const first = Math.ceil(Math.log2(min) - 1e-9);
  const last = Math.floor(Math.log2(max) + 1e-9);
  const stride = Math.max(1, Math.ceil((last - first + 1) / maxCount));
  const ticks: number[] = [];
  for (let exponent = first; exponent <= last; exponent += stride) ticks.push(2 ** exponent);
  return ticks.length > 0 ? ticks : [...new Set([min, max])];
}

/** Round places on a horizontal axis: powers of two, or round values where there are hardly any. */
export function roundTicks([min, max]: readonly [number, number], scale: XScale): number[] {
  const powers = scale === 'log2' ? log2Ticks(min, max) : [];
  return powers.length > 2 ? powers : innerTicks(min, max);
}

/** Up to so many places have labels of their own where there is room; of more, a few would look picked at random. */
const MOST_PLACES = 64;
/** Between labels, and of their digits, in pixels. */
const GAP_PX = 10;
const DIGIT_PX = 6.6;

/**
 * The ticks whose labels have room: first the round ones, then, from the smallest, every measured place that is left.
 * @param places that were measured, ascending @param x pixels by values @param text of a label
 */
export function fittedTicks(
  rounds: readonly number[],
  places: readonly number[],
  x: (value: number) => number,
  text: (value: number) => string,
): number[] {
  const taken: { from: number; to: number }[] = [];
  const fits = (value: number) => {
    const half = (text(value).length * DIGIT_PX) / 2;
    const [from, to] = [x(value) - half, x(value) + half];
    if (taken.some((other) => from < other.to + GAP_PX && to > other.from - GAP_PX)) return false;
    taken.push({ from, to });
    return true;
  };
  const few = places.length <= MOST_PLACES ? places : [];
  return [...rounds, ...few].filter(fits).sort((a, b) => a - b);
}
