import { type CSSProperties, memo, type ReactNode, useMemo, useState } from 'react';
import type { ChartView } from '../model/chart-view.ts';
import { type Box, type PlotScales, plotScales } from '../model/plot-scale.ts';
import type { DrawnPlot } from '../model/series.ts';
import { laneHeight } from './chart-marks.tsx';
import { boxOf } from './plot-drawing.tsx';
import { PlotPointer } from './plot-pointer.tsx';
import type { MovingZoom } from './use-moving-zoom.ts';
import { useSize } from './use-size.ts';
import { ZoomingPlot } from './zooming-plot.tsx';

/** Beside a plot without labels there, in pixels. */
const MARGIN_RIGHT = 24;

interface SweepChartProps extends Pick<MovingZoom, 'isMoving' | 'move'> {
  view: ChartView;
  plot: DrawnPlot;
  runId: string;
  /** The width of the labels beside the ends of the lines, in pixels, and what draws them. */
  labels?: { readonly width: number; draw(scales: PlotScales, box: Box): ReactNode };
}

/** Plots rates, ratios or errors against size or a parameter. */
export const SweepChart = memo(function SweepChart({
  view,
  plot,
  runId,
  labels,
  isMoving,
  move,
}: SweepChartProps) {
  const [frame, setFrame] = useState<HTMLDivElement | null>(null);
  const size = useSize(frame);
  const right = labels?.width ?? MARGIN_RIGHT;
  const box = useMemo(() => boxOf(size, right), [size, right]);
  const scales = useMemo(
    () => plotScales(plot, view.xScale, box, laneHeight(plot.series)),
    [plot, view.xScale, box],
  );
  return (
    <div className="chart-frame" ref={setFrame} style={{ '--labels': `${right}px` } as CSSProperties}>
      <ZoomingPlot view={view} plot={plot} size={size} box={box} scales={scales} />
      <PlotPointer {...{ view, plot, runId, size, box, scales }} isMoving={isMoving} move={move} />
      {labels?.draw(scales, box)}
    </div>
  );
});
