import { LineShapes } from '../charts/chart-lines.tsx';
import { laneHeight, MarkShapes } from '../charts/chart-marks.tsx';
import { PublishedShapes } from '../charts/published-layer.tsx';
import { RoofShape } from '../charts/roof-shape.tsx';
import { type ChartView, sizeText, TICK_TEXT } from '../model/chart-view.ts';
import { type Box, plotScales } from '../model/plot-scale.ts';
import type { DrawnPlot } from '../model/series.ts';
import { fittedTicks } from '../model/ticks.ts';
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
  const { metric, xScale, rounds, places, zoom, roofLabel, published } = view;
  const scales = plotScales(plot, xScale, box, laneHeight(plot.series));
  const baseline = box.y + box.height;
  const [min, max] = plot.xDomain;
  const visible = places.filter((place) => place >= min && place <= max);
  return (
    <g>
      {plot.facet && (
        <text x={box.x} y={box.y - 10} fontWeight={600}>
          {fitted(plot.facet, box.width, 12)}
        </text>
      )}
      <g fontSize={11} fill="var(--text-3)">
        {plot.yAxis.ticks.map((tick) => (
          <g key={tick}>
            <path d={`M${box.x} ${scales.y(tick)}h${box.width}`} stroke="var(--line)" />
            <text x={box.x - 8} y={scales.y(tick) + 4} textAnchor="end">
              {TICK_TEXT[metric](tick)}
            </text>
          </g>
        ))}
        <path d={`M${box.x} ${baseline}h${box.width}`} stroke="var(--line-strong)" />
        {fittedTicks(rounds, visible, scales.x, sizeText).map((tick) => (
          <g key={tick}>
            <path d={`M${scales.x(tick)} ${baseline}v4`} stroke="var(--line-strong)" />
            <text x={scales.x(tick)} y={baseline + 17} textAnchor="middle">
              {sizeText(tick)}
            </text>
          </g>
        ))}
      </g>
      <RoofShape plot={plot} metric={metric} label={roofLabel} scales={scales} box={box} />
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
