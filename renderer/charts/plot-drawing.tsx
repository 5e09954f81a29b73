import { memo, type ReactNode, useId, useMemo } from 'react';
import { CartesianGrid, ComposedChart, XAxis, YAxis } from 'recharts';
import { type ChartView, sizeText, TICK_TEXT } from '../model/chart-view.ts';
import { type Box, INSET, type PlotScales, type Size } from '../model/plot-scale.ts';
import type { DrawnPlot } from '../model/series.ts';
import { sizeTicks } from './axis-shapes.tsx';
import { AXIS } from './axis-tick.tsx';
import { LineShapes } from './chart-lines.tsx';
import { laneHeight, MarkShapes } from './chart-marks.tsx';
import { PublishedShapes } from './published-layer.tsx';
import { RoofShape } from './roof-shape.tsx';

/** Of the axes and the space above them, in pixels. */
const TOP = 12;
const LEFT = 8;
const Y_AXIS = 48;
export const X_AXIS = 28;

/** The box of a plot in a drawing; `right` is left free. */
export function boxOf({ width, height }: { width: number; height: number }, right: number): Box {
  return {
    x: LEFT + Y_AXIS,
    y: TOP,
    width: Math.max(80, width - LEFT - Y_AXIS - right),
    height: Math.max(40, height - TOP - X_AXIS),
  };
}

// Constant, since Recharts draws twice when it is given another object.
const X_PADDING = { left: INSET, right: INSET } as const;

/** A plot in a drawing. */
export interface PlacedPlot {
  readonly view: ChartView;
  readonly plot: DrawnPlot;
  readonly size: Size;
  readonly box: Box;
  readonly scales: PlotScales;
  /** The height of the lanes of marks, where it is not that of the plot's own. */
  readonly lanes?: number;
}

/** The axes of a plot and what lies on them, in one drawing. Redrawn when cells change, not as the pointer moves. */
export const PlotDrawing = memo(function PlotDrawing(placed: PlacedPlot) {
  return (
    <PlotAxes {...placed}>
      <PlotShapes {...placed} />
    </PlotAxes>
  );
});

/** The axes of a plot, which Recharts draws. */
export const PlotAxes = memo(function PlotAxes({
  children,
  ...placed
}: PlacedPlot & { children?: ReactNode }) {
  const { view, plot, size, box, scales, lanes = laneHeight(plot.series) } = placed;
  const [min, max] = plot.xDomain;
  const ticks = useMemo(() => sizeTicks(view, plot, scales), [view, plot, scales]);
  const right = size.width - box.x - box.width;
  const margin = useMemo(() => ({ top: TOP, right, bottom: 0, left: LEFT }), [right]);
  const yPadding = useMemo(() => ({ bottom: lanes }), [lanes]);
  const domain = useMemo<[number, number]>(() => [min, max], [min, max]);
  return (
    <ComposedChart
      width={size.width}
      height={box.y + box.height + X_AXIS}
      margin={margin}
      accessibilityLayer={false}
    >
      <CartesianGrid stroke="var(--line)" vertical={false} syncWithTicks />
      <XAxis
        {...AXIS}
        dataKey="x"
        type="number"
        scale={view.xScale === 'log2' ? 'log' : 'linear'}
        domain={domain}
        allowDataOverflow
        ticks={ticks}
        tickFormatter={sizeText}
        padding={X_PADDING}
        height={X_AXIS}
        interval={0}
      />
      <YAxis
        {...AXIS}
        axisLine={false}
        tickLine={false}
        type="number"
        scale={plot.yAxis.scale}
        domain={[...plot.yAxis.domain]}
        allowDataOverflow
        ticks={[...plot.yAxis.ticks]}
        tickFormatter={TICK_TEXT[view.metric]}
        width={Y_AXIS}
        padding={yPadding}
      />
      {children}
    </ComposedChart>
  );
});

/** What lies on the axes of a plot: the roof, lines unless they are drawn elsewhere, and marks. */
export function PlotShapes({
  view,
  plot,
  box,
  scales,
  hasLines = true,
}: Omit<PlacedPlot, 'size' | 'lanes'> & { hasLines?: boolean }) {
  const clip = useId().replaceAll(/\W/g, '');
  return (
    <>
      <clipPath id={clip}>
        <rect {...box} y={box.y - TOP} height={box.height + TOP} />
      </clipPath>
      <RoofShape plot={plot} metric={view.metric} labels={view.roofLabels} scales={scales} box={box} />
      <g clipPath={view.zoom ? `url(#${clip})` : undefined}>
        <PublishedShapes lines={view.published} scales={scales} />
        {hasLines && <LineShapes series={plot.series} scales={scales} />}
      </g>
      <MarkShapes series={plot.series} scales={scales} baseline={box.y + box.height} />
    </>
  );
}
