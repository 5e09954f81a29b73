import { durationFormat } from '../../electron/ipc/figures.ts';
import type { Box, Size } from './plot-scale.ts';
import { innerTicks } from './ticks.ts';

/** An axis of a small plot. */
export interface FrameAxis {
  readonly scale: 'linear' | 'log';
  readonly domain: readonly [number, number];
  readonly ticks: readonly number[];
  text(value: number): string;
}

/** Where a plot draws: pixels by values, and the box between the axes. */
export interface FramePlace {
  /** Of the whole drawing, in pixels. */
  readonly size: Size;
  readonly box: Box;
  x(value: number): number;
  y(value: number): number;
}

/** Of a plot and its axes, in pixels. */
export const MARGIN = { top: 8, right: 16, bottom: 0, left: 0 } as const;
export const Y_AXIS = 64;
export const X_AXIS = 24;

export function framePlace({ width, height }: Size, x: FrameAxis, y?: FrameAxis): FramePlace {
  const box = {
    x: MARGIN.left + Y_AXIS,
    y: MARGIN.top,
    width: Math.max(40, width - MARGIN.left - Y_AXIS - MARGIN.right),
    height: Math.max(24, height - MARGIN.top - X_AXIS),
  };
  const [across, up] = [shareOn(x), y ? shareOn(y) : (value: number) => value];
  return {
    size: { width, height },
    box,
    x: (value) => box.x + box.width * across(value),
    y: (value) => box.y + box.height * (1 - up(value)),
  };
}

function shareOn({ scale, domain }: FrameAxis): (value: number) => number {
  const place = scale === 'log' ? Math.log : Number;
  const [from, to] = domain.map(place) as [number, number];
  return (value) => (place(value) - from) / (to - from || 1);
}

/** A linear axis that holds some values, with a margin; equal values are in its middle. */
export function fittedAxis(values: readonly number[], text: FrameAxis['text'], count = 5): FrameAxis {
  const [low, high] = extentOf(values);
  const margin = (high - low || Math.abs(high) || 1) * 0.06;
  const domain = [low - margin, high + margin] as const;
  return { scale: 'linear', domain, ticks: innerTicks(...domain, count), text };
}

/** The same of durations in nanoseconds. */
export function durationAxis(values: readonly number[], count?: number): FrameAxis {
  const axis = fittedAxis(values, String, count);
  return { ...axis, text: durationFormat(axis.ticks) };
}

/** A logarithmic axis from one positive value to another, with round ticks: 1, 2 and 5, or decades of many. */
export function logAxis(low: number, high: number, text: FrameAxis['text'], count = 7): FrameAxis {
  return { scale: 'log', domain: [low, high], ticks: logTicks(low, high, count), text };
}

/** Leading digits of ticks, fewer and fewer. */
const DIGITS = [[1, 2, 5], [1, 3], [1]] as const;

function logTicks(low: number, high: number, count: number): number[] {
  const [first, last] = [Math.floor(Math.log10(low)), Math.ceil(Math.log10(high))];
  const decades = Array.from({ length: last - first + 1 }, (_, index) => first + index);
  const choices = DIGITS.map((digits) =>
    decades
      .flatMap((decade) => digits.map((digit) => Number(`${digit}e${decade}`)))
      .filter((tick) => tick >= low && tick <= high),
  );
  const fitting = choices.find((ticks) => ticks.length <= count);
  if (fitting) return fitting;
  const all = choices.at(-1) ?? [];
  const stride = Math.ceil(all.length / count);
  return all.filter((_, index) => index % stride === 0);
}

/** The least and the greatest of a list that may be too long for the parameters of a function. */
export function extentOf(values: readonly number[]): [number, number] {
  if (values.length === 0) return [0, 1];
  return values.reduce<[number, number]>(
    ([low, high], value) => [Math.min(low, value), Math.max(high, value)],
    [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY],
  );
}
