import { AxisShapes } from '../charts/axis-shapes.tsx';
import { LineShapes } from '../charts/chart-lines.tsx';
import { laneHeight, MarkShapes } from '../charts/chart-marks.tsx';
import { PublishedShapes } from '../charts/published-layer.tsx';
import { RoofShape } from '../charts/roof-shape.tsx';
import type { ChartView } from '../model/chart-view.ts';
import { type Box, plotScales } from '../model/plot-scale.ts';
import type { DrawnPlot } from '../model/series.ts';
import { fitted } from './fitted.ts';

interface PlotPictureProps {
  view: ChartView;
  plot: DrawnPlot;
  /** Without the labels of its axes. */
  box: Box;
  /** Among the plots of the picture. */
  index: number;
}

/** A plot with its axes: as Recharts draws them in the window, but without a browser. */
export function PlotPicture({ view, plot, box, index }: PlotPictureProps) {
  const { metric, xScale, zoom, roofLabels, published } = view;
  const scales = plotScales(plot, xScale, box, laneHeight(plot.series));
  const baseline = box.y + box.height;
  return (
    <g>
      {plot.facet && (
        <text x={box.x} y={box.y - 10} fontWeight={600}>
          {fitted(plot.facet, box.width, 12)}
        </text>
      )}
      <AxisShapes view={view} plot={plot} scales={scales} box={box} />
      <RoofShape plot={plot} metric={metric} labels={roofLabels} scales={scales} box={box} />
      <clipPath id={`plot-${index}`}>
        <rect {...box} />
      </clipPath>
      <g clipPath={zoom ? `url(#plot-${index})` : undefined}>
        <PublishedShapes lines={published} scales={scales} />
        <LineShapes series={plot.series} scales={scales} />
      </g>
      <MarkShapes series={plot.series} scales={scales} baseline={baseline} />
    </g>
  );
}
