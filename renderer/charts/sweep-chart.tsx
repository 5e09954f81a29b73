import { memo, useMemo, useRef } from 'react';
import {
  Area,
  CartesianGrid,
  ComposedChart,
  Line,
  ReferenceLine,
  ResponsiveContainer,
  XAxis,
  YAxis,
} from 'recharts';
import { formatError, formatPercent } from '../../electron/ipc/figures.ts';
import { styleOf } from '../model/contender-style.ts';
import type { PublishedLine } from '../model/published.ts';
import { type ChartModel, type Metric, type PlotRow, plotRows, type XScale } from '../model/series.ts';
import { innerTicks, log2Ticks } from '../model/ticks.ts';
import { MarkerShape } from '../widgets/marker.tsx';
import { ChartMarks, laneHeight } from './chart-marks.tsx';
import { ChartSelection } from './chart-selection.tsx';
import { PublishedLayer } from './published-layer.tsx';

/** Lines with more points are drawn without markers, which would merge into a band. */
const MAX_MARKERS = 120;

const MARGIN = { top: 12, right: 24, bottom: 0, left: 12 };

/** The ticks of the vertical axis. */
const TICK_TEXT: Readonly<Record<Metric, (value: number) => string>> = {
  utilization: (value) => formatPercent(value, 0),
  rate: (value) => value.toLocaleString('en-US'),
  error: (value) => formatError(value).replace(/^1\.0×/, ''),
};

interface SweepChartProps {
  model: ChartModel;
  metric: Metric;
  xScale: XScale;
  /** The ticks of the horizontal axis; null for those of its scale. */
  places: readonly number[] | null;
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
  places,
  runId,
  published,
  roofLabel,
}: SweepChartProps) {
  const frame = useRef<HTMLDivElement>(null);
  const rows = useMemo(() => plotRows(model.series), [model]);
  const { yAxis, roof } = model;
  const [min, max] = model.xDomain;
  const xTicks = places ?? (xScale === 'log2' ? log2Ticks(min, max) : innerTicks(min, max));
  const axis = { stroke: 'var(--line-strong)', tick: { fill: 'var(--text-3)', fontSize: 11 }, tickSize: 4 };
  return (
    <div className="chart-frame" ref={frame}>
      <ResponsiveContainer initialDimension={{ width: 640, height: 360 }}>
        <ComposedChart data={rows} margin={MARGIN} accessibilityLayer={false}>
          <CartesianGrid stroke="var(--line)" vertical={false} syncWithTicks />
          <XAxis
            {...axis}
            dataKey="x"
            type="number"
            scale={xScale === 'log2' ? 'log' : 'linear'}
            domain={[min, max]}
            ticks={xTicks}
            tickFormatter={(value: number) => formatSize(value)}
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
          {model.series.map(({ contender }) => (
            <Area
              key={contender}
              dataKey={`${contender}|iqr`}
              stroke="none"
              fill={styleOf(contender).color}
              fillOpacity={0.16}
              isAnimationActive={false}
              activeDot={false}
              connectNulls={false}
            />
          ))}
          <PublishedLayer lines={published} />
          {model.series.map(({ contender, points }) => (
            <Line
              key={contender}
              dataKey={contender}
              stroke={styleOf(contender).color}
              strokeDasharray={styleOf(contender).dash}
              strokeWidth={1.75}
              isAnimationActive={false}
              activeDot={false}
              dot={points.length <= MAX_MARKERS ? (dot) => markerDot(contender, dot) : false}
            />
          ))}
          <ChartMarks series={model.series} />
          <ChartSelection series={model.series} published={published} runId={runId} frame={frame} />
        </ComposedChart>
      </ResponsiveContainer>
    </div>
  );
});

interface Dot {
  cx?: number;
  cy?: number;
  index?: number;
  payload?: PlotRow;
}

function markerDot(contender: string, { cx, cy, index, payload }: Dot) {
  return cx == null || cy == null ? (
    <g key={index} />
  ) : (
    <MarkerShape
      key={index}
      contender={contender}
      x={cx}
      y={cy}
      hollow={payload?.[`${contender}|doubtful`] === true}
    />
  );
}

/** Roots of rectangles are seldom whole. */
function formatSize(value: number): string {
  return Number.isInteger(value) ? String(value) : value.toFixed(value < 100 ? 1 : 0);
}
