import { useMemo } from 'react';
import { placeInChart, pointAt } from '../model/chart-index.ts';
import { type ChartView, sizeText } from '../model/chart-view.ts';
import { styleOf } from '../model/contender-style.ts';
import type { Box, PlotScales, Size } from '../model/plot-scale.ts';
import { activeOf } from '../model/selection.ts';
import type { DrawnPlot, Series } from '../model/series.ts';
import { useWorkbench } from '../state/store.ts';
import { CanvasLayer, type Draw } from './canvas-layer.tsx';
import { drawRing, drawSelected } from './canvas-marks.ts';
import { ChartTooltip } from './chart-tooltip.tsx';
import { type Target, targetOf } from './nearest.ts';

interface PlotCursorProps {
  view: ChartView;
  plot: DrawnPlot;
  runId: string;
  size: Size;
  box: Box;
  scales: PlotScales;
  laneOf(series: Series): number;
}

/** Half the width of an interval's ends, in pixels. */
const CAP = 5;

/**
 * Marks the selected cell and, at its size, the other lines: a canvas above the drawing, which stays as it is while the
 * pointer moves.
 */
export function PlotCursor({ view, plot, runId, size, box, scales, laneOf }: PlotCursorProps) {
  const active = useWorkbench(({ selection }) => activeOf(selection));
  const isHovered = useWorkbench(({ selection }) => selection.hovered !== null);
  const found = placeInChart(view.model, active?.runId === runId ? active : null);
  const [from, to] = plot.xDomain;
  const isInside = found !== undefined && found.item.x >= from && found.item.x <= to;
  const draw = useMemo<Draw>(() => {
    if (!found || !isInside) return () => undefined;
    return (context, colorOf) => {
      const target = targetOf(found.series, found.item, scales, laneOf);
      context.lineWidth = 1;
      context.strokeStyle = colorOf('var(--line-strong)');
      context.stroke(new Path2D(`M${target.px} ${box.y}V${box.y + box.height + 4}`));
      if (found.plot.facet !== plot.facet) return;
      context.globalAlpha = 0.7;
      for (const { contender, ...other } of plot.series) {
        const point = contender === found.series.contender ? undefined : pointAt(other, found.item);
        if (!point) continue;
        const place = { contender, x: scales.x(point.x), y: scales.y(point.value) };
        drawRing({ ...place, radius: 6, width: 1 }, context, colorOf);
      }
      context.globalAlpha = 1;
      if (isDrawn(plot, found.series)) drawActive(target, scales, context, colorOf);
    };
  }, [found, isInside, plot, scales, box, laneOf]);
  if (!active || !found || !isInside) return null;
  const { px, py } = targetOf(found.series, found.item, scales, laneOf);
  const isTold = isHovered && found.plot.facet === plot.facet && isDrawn(plot, found.series);
  return (
    <div className="chart-layer">
      <CanvasLayer size={size} draw={draw} testId="chart-cursor" isPinned={!isHovered} />
      <span
        className="chart-size num"
        style={{ top: box.y + box.height + 6, translate: `${px}px` }}
        aria-hidden="true"
      >
        {sizeText(found.item.x)}
      </span>
      {isTold && <ChartTooltip cell={active} x={px} y={py} box={box} />}
    </div>
  );
}

function isDrawn({ series }: DrawnPlot, { contender }: Series): boolean {
  return series.some((one) => one.contender === contender);
}

/** The cell with its 95% interval. */
function drawActive(
  { series: { contender }, item, px, py }: Target,
  scales: PlotScales,
  ...[context, colorOf]: Parameters<Draw>
) {
  if ('status' in item) return drawRing({ contender, x: px, y: py, radius: 12 }, context, colorOf);
  const [bottom, top] = item.interval.map(scales.y) as [number, number];
  if (bottom - top >= 1) {
    context.lineWidth = 1.5;
    context.strokeStyle = colorOf(styleOf(contender).color);
    const path = `M${px - CAP} ${top}h${2 * CAP}M${px} ${top}V${bottom}M${px - CAP} ${bottom}h${2 * CAP}`;
    context.stroke(new Path2D(path));
  }
  drawSelected({ contender, x: px, y: py, hollow: item.doubtful }, context, colorOf);
}
