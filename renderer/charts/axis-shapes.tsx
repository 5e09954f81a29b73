import { type ChartView, sizeText, TICK_TEXT } from '../model/chart-view.ts';
import type { Box, PlotScales } from '../model/plot-scale.ts';
import type { DrawnPlot } from '../model/series.ts';
import { fittedTicks } from '../model/ticks.ts';

interface AxisShapesProps {
  view: ChartView;
  plot: DrawnPlot;
  scales: PlotScales;
  box: Box;
}

/** Of a digit above its baseline, in ems. */
export const CAP_EM = 0.71;
/** From an axis to the ends of its ticks, and to their labels, in pixels. */
export const TICK_PX = 4;
const LABEL_PX = 6;

/** The ticks of the size axis that fit the visible part of a plot. */
export function sizeTicks(
  { rounds, places }: ChartView,
  { xDomain: [min, max] }: DrawnPlot,
  { x }: PlotScales,
) {
  const visible = places.filter((place) => place >= min && place <= max);
  return fittedTicks(rounds, visible, x, sizeText);
}

/** The axes of a plot where Recharts draws them: for pictures, without a browser, and while a zoom moves them. */
export function AxisShapes({ view, plot, scales, box }: AxisShapesProps) {
  const baseline = box.y + box.height;
  return (
    <g fontSize={11} fill="var(--text-3)">
      {plot.yAxis.ticks.map((tick) => (
        <g key={tick}>
          <path d={`M${box.x} ${scales.y(tick)}h${box.width}`} stroke="var(--line)" />
          <text x={box.x - LABEL_PX} y={scales.y(tick)} dy={`${CAP_EM / 2}em`} textAnchor="end">
            {TICK_TEXT[view.metric](tick)}
          </text>
        </g>
      ))}
      <path d={`M${box.x} ${baseline}h${box.width}`} stroke="var(--line-strong)" />
      {sizeTicks(view, plot, scales).map((tick) => (
        <g key={tick}>
          <path d={`M${scales.x(tick)} ${baseline}v${TICK_PX}`} stroke="var(--line-strong)" />
          <text x={scales.x(tick)} y={baseline + LABEL_PX} dy={`${CAP_EM}em`} textAnchor="middle">
            {sizeText(tick)}
          </text>
        </g>
      ))}
    </g>
  );
}
