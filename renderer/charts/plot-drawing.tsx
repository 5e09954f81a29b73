import { memo, useId, useMemo } from 'react';
import { CartesianGrid, ComposedChart, XAxis, YAxis } from 'recharts';
import { type ChartView, sizeText, TICK_TEXT } from '../model/chart-view.ts';
import { type Box, INSET, type PlotScales } from '../model/plot-scale.ts';
import type { DrawnPlot } from '../model/series.ts';
import { fittedTicks } from '../model/ticks.ts';
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
const AXIS = {
  stroke: 'var(--line-strong)',
  tick: { fill: 'var(--text-3)', fontSize: 11 },
  tickSize: 4,
} as const;
const X_PADDING = { left: INSET, right: INSET } as const;

interface PlotDrawingProps {
  view: ChartView;
  plot: DrawnPlot;
  size: { readonly width: number; readonly height: number };
  box: Box;
  scales: PlotScales;
  /** The height of the lanes of marks, where it is not that of the plot's own. */
  lanes?: number;
}

/** The axes of a plot, which Recharts draws, and what lies on them. Redrawn when cells change, not as the pointer moves. */
export const PlotDrawing = memo(function PlotDrawing(props: PlotDrawingProps) {
  const { view, plot, size, box, scales, lanes = laneHeight(plot.series) } = props;
  const clip = useId().replaceAll(/\W/g, '');
  const { metric, xScale, rounds, places, zoom } = view;
  const [min, max] = plot.xDomain;
  const ticks = useMemo(() => {
    const visible = places.filter((place) => place >= min && place <= max);
    return fittedTicks(rounds, visible, scales.x, sizeText);
  }, [rounds, places, min, max, scales]);
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
        scale={xScale === 'log2' ? 'log' : 'linear'}
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
        tickFormatter={TICK_TEXT[metric]}
        width={Y_AXIS}
        padding={yPadding}
      />
      <clipPath id={clip}>
        <rect {...box} y={box.y - TOP} height={box.height + TOP} />
      </clipPath>
      <RoofShape plot={plot} metric={metric} label={view.roofLabel} scales={scales} box={box} />
      <g clipPath={zoom ? `url(#${clip})` : undefined}>
        <PublishedShapes lines={view.published} scales={scales} />
        <LineShapes series={plot.series} scales={scales} />
      </g>
      <MarkShapes series={plot.series} scales={scales} baseline={box.y + box.height} />
    </ComposedChart>
  );
});
