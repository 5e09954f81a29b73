import { memo, useEffect, useMemo, useState } from 'react';
import { hasManyPoints } from '../model/plot-paths.ts';
import { useWorkbench } from '../state/store.ts';
import { AxisShapes } from './axis-shapes.tsx';
import { LineCanvas } from './line-canvas.tsx';
import { type PlacedPlot, PlotAxes, PlotDrawing, PlotShapes } from './plot-drawing.tsx';
import { REST_MS } from './use-moving-zoom.ts';

/**
 * A plot that can be zoomed. Recharts takes longer than a frame, so it redraws the axes once the zoom has come to rest.
 * Until then they are drawn without it, at the same places.
 */
export const ZoomingPlot = memo(function ZoomingPlot(placed: PlacedPlot) {
  const { view, plot, size, box, scales } = placed;
  // A report is also printed, at more pixels than a screen has.
  const readOnly = useWorkbench((state) => state.readOnly);
  const isDense = useMemo(
    () => !readOnly && view.model.plots.some(({ series }) => series.some(hasManyPoints)),
    [readOnly, view.model],
  );
  const resting = useResting(placed);
  if (!isDense) return <PlotDrawing {...placed} />;
  const isMoving = resting.view.zoom !== view.zoom;
  return (
    <>
      <div hidden={isMoving}>
        <PlotAxes {...(isMoving ? resting : placed)} />
      </div>
      <svg className="chart-canvas" aria-hidden="true">
        {isMoving && <AxisShapes view={view} plot={plot} scales={scales} box={box} />}
        <PlotShapes view={view} plot={plot} box={box} scales={scales} hasLines={false} />
      </svg>
      <LineCanvas series={plot.series} scales={scales} size={size} box={box} />
    </>
  );
});

/** The last plot whose zoom came to rest. */
function useResting(placed: PlacedPlot): PlacedPlot {
  const [resting, rest] = useState(placed);
  const isZoomed = resting.view.zoom !== placed.view.zoom;
  // What changed without the zoom is shown at once, and again as soon as that moves.
  if (!isZoomed && resting.scales !== placed.scales) rest(placed);
  useEffect(() => {
    if (!isZoomed) return;
    const timer = setTimeout(() => rest(placed), REST_MS);
    return () => clearTimeout(timer);
  }, [isZoomed, placed]);
  return resting;
}
