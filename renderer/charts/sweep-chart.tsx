import { memo, useRef } from 'react';
import { CartesianGrid, ComposedChart, ReferenceLine, ResponsiveContainer, XAxis, YAxis } from 'recharts';
import { sizeText, TICK_TEXT } from '../model/chart-view.ts';
import type { PublishedLine } from '../model/published.ts';
import type { ChartModel, Metric, XScale } from '../model/series.ts';
import { ChartLines } from './chart-lines.tsx';
import { ChartMarks, laneHeight } from './chart-marks.tsx';
import { ChartSelection } from './chart-selection.tsx';
import { PublishedLayer } from './published-layer.tsx';

const MARGIN = { top: 12, right: 24, bottom: 0, left: 12 };

interface SweepChartProps {
  model: ChartModel;
  metric: Metric;
  xScale: XScale;
  xTicks: readonly number[];
  runId: string;
  /** What others have published, drawn below. */
  published: readonly PublishedLine[];
  /** "Roof 142 GFLOPS". */
  roofLabel: string;
}

/** Plots rates or errors against size or a parameter. Redrawn when cells change; only ChartSelection follows the pointer. */
export const SweepChart = memo(function SweepChart({
  model,
  metric,
  xScale,
  xTicks,
  runId,
  published,
  roofLabel,
}: SweepChartProps) {
  const frame = useRef<HTMLDivElement>(null);
  const { yAxis, roof } = model;
  const [min, max] = model.xDomain;
  const axis = { stroke: 'var(--line-strong)', tick: { fill: 'var(--text-3)', fontSize: 11 }, tickSize: 4 };
  return (
    <div className="chart-frame" ref={frame}>
      <ResponsiveContainer initialDimension={{ width: 640, height: 360 }}>
        <ComposedChart margin={MARGIN} accessibilityLayer={false}>
          <CartesianGrid stroke="var(--line)" vertical={false} syncWithTicks />
          <XAxis
            {...axis}
            dataKey="x"
            type="number"
            scale={xScale === 'log2' ? 'log' : 'linear'}
            domain={[min, max]}
            allowDataOverflow
            ticks={[...xTicks]}
            tickFormatter={sizeText}
            padding={{ left: 20, right: 20 }}
            height={28}
            interval="preserveStartEnd"
          />
          <YAxis
            {...axis}
            axisLine={false}
            tickLine={false}
            type="number"
            scale={yAxis.scale}
            domain={[...yAxis.domain]}
            allowDataOverflow
            ticks={[...yAxis.ticks]}
            tickFormatter={TICK_TEXT[metric]}
            width={48}
            padding={{ bottom: laneHeight(model.series) }}
          />
          {roof !== null && (
            <ReferenceLine
              y={roof}
              stroke="var(--text-2)"
              strokeDasharray="6 4"
              label={{
                value: roofLabel,
                position: 'insideBottomLeft',
                fill: 'var(--text-2)',
                fontSize: 11,
                className: 'roof-label',
                offset: 6,
              }}
            />
          )}
          <PublishedLayer lines={published} />
          <ChartLines series={model.series} />
          <ChartMarks series={model.series} />
          <ChartSelection series={model.series} published={published} runId={runId} frame={frame} />
        </ComposedChart>
      </ResponsiveContainer>
    </div>
  );
});
