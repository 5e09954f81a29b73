import type { DrawnPlot, XScale } from './series.ts';

/** In pixels. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

/** A part of a drawing, in pixels. */
export interface Box extends Size {
  readonly x: number;
  readonly y: number;
}

/** Pixels by values, and back. */
export interface PlotScales {
  x(value: number): number;
  y(value: number): number;
  valueAt(px: number): number;
}

/** Between the ends of the horizontal axis and the first and the last place, in pixels. */
export const INSET = 20;

/** @param foot the height between the foot of the vertical axis and that of the box */
export function plotScales(
  { xDomain, yAxis }: Pick<DrawnPlot, 'xDomain' | 'yAxis'>,
  xScale: XScale,
  box: Box,
  foot: number,
): PlotScales {
  const [across, back] = xScale === 'log2' ? [Math.log2, (value: number) => 2 ** value] : [Number, Number];
  const [left, right] = xDomain.map(across) as [number, number];
  const width = box.width - 2 * INSET;
  const up = yAxis.scale === 'log' ? Math.log10 : Number;
  const [low, high] = yAxis.domain.map(up) as [number, number];
  const height = box.height - foot;
  return {
    x: (value) => box.x + INSET + ((across(value) - left) / (right - left)) * width,
    // An exact result has no place on an axis of decades but its foot.
    y: (value) =>
      box.y +
      height *
        (1 - (up(yAxis.scale === 'log' ? Math.max(value, yAxis.domain[0]) : value) - low) / (high - low)),
    valueAt: (px) => back(left + ((px - box.x - INSET) / width) * (right - left)),
  };
}
