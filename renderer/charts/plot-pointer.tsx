import { type PointerEvent, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { ChartView } from '../model/chart-view.ts';
import type { Box, PlotScales, Size } from '../model/plot-scale.ts';
import type { CellRef } from '../model/selection.ts';
import type { DrawnPlot, Series } from '../model/series.ts';
import { rangeBetween, zoomAbout } from '../model/zoom.ts';
import { useWorkbenchStore } from '../state/store.ts';
import { laneMiddle } from './chart-marks.tsx';
import { nearestTarget, type Target, touched } from './nearest.ts';
import { PlotCursor } from './plot-cursor.tsx';
import { type PublishedTarget, PublishedTooltip, publishedTargets } from './published-layer.tsx';
import type { MovingZoom } from './use-moving-zoom.ts';

interface PlotPointerProps extends Pick<MovingZoom, 'isMoving' | 'move'> {
  view: ChartView;
  plot: DrawnPlot;
  runId: string;
  size: Size;
  box: Box;
  scales: PlotScales;
}

/** A pointer that moves farther with its button down selects a range, in pixels. */
const DRAG_PX = 5;
/** What a pixel of a wheel zooms by. */
const WHEEL = 0.002;

/** Follows the pointer over a plot: marks the nearest cell and pins it, and zooms by dragging, wheel and double click. */
export function PlotPointer({ view, plot, runId, size, box, scales, isMoving, move }: PlotPointerProps) {
  const store = useWorkbenchStore();
  const surface = useRef<HTMLDivElement>(null);
  const figures = useMemo(() => publishedTargets(view.published, scales), [view.published, scales]);
  const [figure, setFigure] = useState<PublishedTarget | null>(null);
  const [drag, setDrag] = useState<{ readonly from: number; readonly to: number } | null>(null);
  useWheel(surface, view, scales, box, move);

  const laneOf = useCallback(
    ({ contender }: Series) => laneMiddle(plot.series, contender, box.y + box.height),
    [plot, box],
  );
  const placeOf = ({ nativeEvent: { offsetX, offsetY } }: PointerEvent) =>
    [box.x + offsetX, box.y + offsetY] as const;
  const targetAt = (px: number, py: number) => nearestTarget(plot, scales, laneOf, px, py);
  const onPointerMove = (event: PointerEvent) => {
    const [px, py] = placeOf(event);
    if (drag) {
      setDrag({ ...drag, to: px });
      if (isDragged({ ...drag, to: px })) return store.getState().hover(null);
    }
    const target = targetAt(px, py);
    const near = figures.length > 0 ? touched(figures, target, px, py) : null;
    setFigure(near);
    store.getState().hover(near || !target ? null : refOf(runId, target));
  };
  const onPointerUp = (event: PointerEvent) => {
    setDrag(null);
    if (drag && isDragged(drag)) {
      const { model, xScale } = view;
      const range = rangeBetween(scales.valueAt(drag.from), scales.valueAt(drag.to), model.xDomain, xScale);
      if (range) store.getState().setZoom(range);
      return;
    }
    const target = figure ? null : targetAt(...placeOf(event));
    if (target) store.getState().pin(refOf(runId, target));
  };
  return (
    <>
      {!isMoving && <PlotCursor {...{ view, plot, runId, size, box, scales, laneOf }} />}
      {drag && isDragged(drag) && (
        <div
          className="chart-range"
          style={{
            left: Math.min(drag.from, drag.to),
            width: Math.abs(drag.to - drag.from),
            top: box.y,
            height: box.height,
          }}
        />
      )}
      <div
        ref={surface}
        className="chart-plot"
        data-testid="chart-plot"
        aria-hidden="true"
        style={{ left: box.x, top: box.y, width: box.width, height: box.height }}
        onPointerDown={(event) => {
          if (event.button !== 0) return;
          event.currentTarget.setPointerCapture(event.pointerId);
          const [px] = placeOf(event);
          setDrag({ from: px, to: px });
        }}
        onPointerMove={onPointerMove}
        onPointerUp={onPointerUp}
        onPointerCancel={() => setDrag(null)}
        onPointerLeave={() => {
          setFigure(null);
          store.getState().hover(null);
        }}
        onDoubleClick={() => store.getState().setZoom(null)}
      />
      {figure && <PublishedTooltip target={figure} area={box} />}
    </>
  );
}

function isDragged({ from, to }: { from: number; to: number }): boolean {
  return Math.abs(to - from) > DRAG_PX;
}

function refOf(runId: string, { item: { problem, contender } }: Target): CellRef {
  return { runId, problem, contender };
}

/** Zooms about the pointer. A report scrolls by its wheel, so there a modifier or a pinch zooms. */
function useWheel(
  surface: { readonly current: HTMLDivElement | null },
  { model: { xDomain }, zoom, xScale }: ChartView,
  scales: PlotScales,
  box: Box,
  move: MovingZoom['move'],
): void {
  const store = useWorkbenchStore();
  useEffect(() => {
    const element = surface.current;
    const onWheel = (event: WheelEvent) => {
      if (store.getState().readOnly && !event.ctrlKey && !event.metaKey) return;
      event.preventDefault();
      const at = scales.valueAt(box.x + event.offsetX);
      move(zoomAbout(zoom ?? xDomain, xDomain, xScale, Math.exp(event.deltaY * WHEEL), at));
    };
    // React's own listener is passive, and could not keep the page from scrolling.
    element?.addEventListener('wheel', onWheel, { passive: false });
    return () => element?.removeEventListener('wheel', onWheel);
  }, [store, surface, xDomain, zoom, xScale, scales, box, move]);
}
