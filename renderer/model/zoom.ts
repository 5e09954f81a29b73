import type { XScale } from './series.ts';

/** A part of the horizontal axis: its lowest and its highest value. */
export type Range = readonly [number, number];

/** How much closer or farther a step goes. */
export const ZOOM_STEP = 1.5;
/** The narrowest range, as a share of the axis. */
const NARROWEST = 1 / 400;

/** A range on the axis as it is drawn: logarithms, or the values themselves. */
function across([from, to]: Range, scale: XScale): Range {
  return scale === 'log2' ? [Math.log2(from), Math.log2(to)] : [from, to];
}

function back([from, to]: Range, scale: XScale): Range {
  return scale === 'log2' ? [2 ** from, 2 ** to] : [from, to];
}

/**
 * The range after a step.
 * @param factor below 1 goes closer @param at the value that stays at its place
 * @param full the whole axis, beyond which nothing goes @returns null for all of it
 */
export function zoomAbout(
  range: Range,
  full: Range,
  scale: XScale,
  factor: number,
  at: number,
): Range | null {
  const [from, to] = across(range, scale);
  const [centre] = across([at, at], scale);
  return placed(
    [centre - (centre - from) * factor, centre + (to - centre) * factor],
    across(full, scale),
    scale,
  );
}

/** The range moved by a share of itself. */
export function panBy(range: Range, full: Range, scale: XScale, share: number): Range | null {
  const [from, to] = across(range, scale);
  const shift = share * (to - from);
  return placed([from + shift, to + shift], across(full, scale), scale);
}

/** The range between two values, in either order; null if it is too narrow to be meant. */
export function rangeBetween(one: number, other: number, full: Range, scale: XScale): Range | null {
  const [from, to] = across([Math.min(one, other), Math.max(one, other)], scale);
  const [low, high] = across(full, scale);
  const [start, end] = [Math.max(from, low), Math.min(to, high)];
  return end - start > (high - low) * NARROWEST ? back([start, end], scale) : null;
}

/** Within the axis, and not too narrow. */
function placed([from, to]: Range, [low, high]: Range, scale: XScale): Range | null {
  const width = Math.max(to - from, (high - low) * NARROWEST);
  if (width >= (high - low) * 0.999) return null;
  const start = Math.min(Math.max((from + to - width) / 2, low), high - width);
  return back([start, start + width], scale);
}
