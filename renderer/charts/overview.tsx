import { memo, type PointerEvent, useMemo, useState } from 'react';
import type { ChartView } from '../model/chart-view.ts';
import { plotScales } from '../model/plot-scale.ts';
import { type DrawnPlot, drawnPlots } from '../model/series.ts';
import { panBy, rangeBetween } from '../model/zoom.ts';
import { useWorkbench, useWorkbenchStore } from '../state/store.ts';
import { LineCanvas } from './line-canvas.tsx';
import { boxOf } from './plot-drawing.tsx';
import type { MovingZoom } from './use-moving-zoom.ts';
import { useSize } from './use-size.ts';

/** Above and below the lines of the strip, in pixels. */
const PADDING = 3;

interface OverviewProps extends Pick<MovingZoom, 'move'> {
  view: ChartView;
  /** Left free beside the strip, in pixels. */
  right?: number;
}

/** All sizes in a thin strip, with the visible part: dragging it moves it, and dragging elsewhere selects another. */
export const Overview = memo(function Overview({ view, move, right = 24 }: OverviewProps) {
  const store = useWorkbenchStore();
  const hidden = useWorkbench((state) => state.hidden);
  const [frame, setFrame] = useState<HTMLDivElement | null>(null);
  const size = useSize(frame);
  const [held, hold] = useState<{ readonly px: number; readonly isMove: boolean } | null>(null);
  const { model, metric, xScale, zoom } = view;
  const { box, scales, series } = useMemo(() => {
    const [plot] = drawnPlots(model, metric, { zoom: null, hidden }) as [DrawnPlot];
    const whole = { ...boxOf(size, right), y: PADDING, height: Math.max(1, size.height - 2 * PADDING) };
    return { box: whole, scales: plotScales(plot, xScale, whole, 0), series: plot.series };
  }, [model, metric, hidden, xScale, size, right]);
  const [from, to] = (zoom ?? model.xDomain).map(scales.x) as [number, number];
  const placeOf = ({ nativeEvent, currentTarget }: PointerEvent) =>
    nativeEvent.clientX - currentTarget.getBoundingClientRect().left;
  return (
    <div
      className="overview"
      ref={setFrame}
      data-testid="overview"
      aria-hidden="true"
      onPointerDown={(event) => {
        if (event.button !== 0) return;
        event.currentTarget.setPointerCapture(event.pointerId);
        const px = placeOf(event);
        hold({ px, isMove: zoom !== null && px >= from && px <= to });
      }}
      onPointerMove={(event) => {
        if (!held) return;
        const px = placeOf(event);
        const range = held.isMove
          ? panBy(zoom ?? model.xDomain, model.xDomain, xScale, (px - held.px) / Math.max(1, to - from))
          : rangeBetween(scales.valueAt(held.px), scales.valueAt(px), model.xDomain, xScale);
        if (range) move(range);
        if (held.isMove) hold({ ...held, px });
      }}
      onPointerUp={() => hold(null)}
      onPointerCancel={() => hold(null)}
      onDoubleClick={() => store.getState().setZoom(null)}
    >
      <div className="overview-lines">
        <svg aria-hidden="true">
          <rect {...box} fill="var(--inset)" />
        </svg>
        <LineCanvas series={series} scales={scales} size={size} box={box} />
      </div>
      <span className="overview-range" style={{ left: from, width: Math.max(2, to - from) }} />
    </div>
  );
});
