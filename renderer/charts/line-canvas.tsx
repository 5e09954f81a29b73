import { memo, useMemo } from 'react';
import { styleOf } from '../model/contender-style.ts';
import { type Polyline, plotLines } from '../model/plot-paths.ts';
import type { Box, PlotScales, Size } from '../model/plot-scale.ts';
import type { Series } from '../model/series.ts';
import { CanvasLayer, type Draw } from './canvas-layer.tsx';
import { drawMarker } from './canvas-marks.ts';
import { BAND_OPACITY, LINE_PX } from './chart-lines.tsx';

interface LineCanvasProps {
  series: readonly Series[];
  scales: PlotScales;
  size: Size;
  /** What lines are drawn in. */
  box: Box;
}

/** Lines of many points, as LineShapes() draws them, but on a canvas: paths of a thousand points take long to lay out. */
export const LineCanvas = memo(function LineCanvas({ series, scales, size, box }: LineCanvasProps) {
  const draw = useMemo<Draw>(() => {
    const drawn = series.map((one) => ({ contender: one.contender, ...plotLines(one, scales) }));
    return (context, colorOf) => {
      context.beginPath();
      context.rect(box.x, 0, box.width, box.y + box.height);
      context.clip();
      context.globalAlpha = BAND_OPACITY;
      for (const { contender, bands } of drawn) {
        context.fillStyle = colorOf(styleOf(contender).color);
        trace(context, bands);
        context.fill();
      }
      context.globalAlpha = 1;
      for (const { contender, lines, markers } of drawn) {
        const { color, dash } = styleOf(contender);
        context.strokeStyle = colorOf(color);
        context.lineWidth = LINE_PX;
        context.setLineDash(dash === '' ? [] : dash.split(' ').map(Number));
        trace(context, lines);
        context.stroke();
        context.setLineDash([]);
        for (const { px, py, hollow } of markers)
          drawMarker({ contender, x: px, y: py, hollow }, context, colorOf);
      }
    };
  }, [series, scales, box]);
  return <CanvasLayer size={size} draw={draw} testId="chart-lines" />;
});

function trace(context: CanvasRenderingContext2D, polylines: readonly Polyline[]): void {
  context.beginPath();
  for (const [start, ...rest] of polylines) {
    if (!start) continue;
    context.moveTo(...start);
    for (const place of rest) context.lineTo(...place);
  }
}
