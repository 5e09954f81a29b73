import { type MouseEvent, useMemo } from 'react';
import { CanvasLayer, type Draw } from '../../charts/canvas-layer.tsx';
import { drawSelected } from '../../charts/canvas-marks.ts';
import { ChartTooltip } from '../../charts/chart-tooltip.tsx';
import type { FramePlace } from '../../model/frame-axis.ts';
import { indexDots, type Roofline } from '../../model/roofline.ts';
import { activeOf } from '../../model/selection.ts';
import { useWorkbench, useWorkbenchStore } from '../../state/store.ts';

interface RooflinePointerProps {
  picture: Roofline;
  runId: string;
  place: FramePlace;
}

/** Marks the selected cell, hovers the one under the pointer and pins it: a layer above the drawing. */
export function RooflinePointer({ picture: { dots }, runId, place }: RooflinePointerProps) {
  const { hover, pin } = useWorkbenchStore().getState();
  const active = useWorkbench(({ selection }) => activeOf(selection));
  const isHovered = useWorkbench(({ selection }) => selection.hovered !== null);
  const { box } = place;
  const index = useMemo(() => indexDots(dots, place), [dots, place]);
  const dot = active?.runId === runId ? index.of(active) : undefined;
  const refAt = ({ nativeEvent: { offsetX, offsetY } }: MouseEvent) => {
    const near = index.nearest(box.x + offsetX, box.y + offsetY);
    return near && { runId, problem: near.problem, contender: near.contender };
  };
  const [px, py] = dot ? [place.x(dot.intensity), place.y(dot.gflops)] : [0, 0];
  const draw = useMemo<Draw>(() => {
    if (!dot) return () => undefined;
    const { contender, doubtful } = dot;
    return (...drawing) => drawSelected({ contender, x: px, y: py, hollow: doubtful }, ...drawing);
  }, [dot, px, py]);
  return (
    <>
      {dot && active && (
        <div className="chart-layer">
          <CanvasLayer size={place.size} draw={draw} testId="chart-cursor" />
          {isHovered && <ChartTooltip cell={active} x={px} y={py} box={box} />}
        </div>
      )}
      <div
        className="chart-plot"
        data-testid="roofline-plot"
        aria-hidden="true"
        style={{ left: box.x, top: box.y, width: box.width, height: box.height }}
        onPointerMove={(event) => hover(refAt(event))}
        onPointerLeave={() => hover(null)}
        onClick={(event) => {
          const ref = refAt(event);
          if (ref) pin(ref);
        }}
      />
    </>
  );
}
