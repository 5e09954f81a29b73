import type { MouseEvent } from 'react';
import { ChartTooltip } from '../../charts/chart-tooltip.tsx';
import { SelectedDot } from '../../charts/selected-dot.tsx';
import type { FramePlace } from '../../model/frame-axis.ts';
import { nearestDot, type Roofline } from '../../model/roofline.ts';
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
  const dot = dots.find(
    ({ problem, contender }) =>
      active?.runId === runId && problem === active.problem && contender === active.contender,
  );
  const refAt = ({ nativeEvent: { offsetX, offsetY } }: MouseEvent) => {
    const near = nearestDot(dots, place, box.x + offsetX, box.y + offsetY);
    return near && { runId, problem: near.problem, contender: near.contender };
  };
  const [px, py] = dot ? [place.x(dot.intensity), place.y(dot.gflops)] : [0, 0];
  return (
    <>
      {dot && active && (
        <div className="chart-layer">
          <svg aria-hidden="true" data-testid="chart-cursor">
            <SelectedDot contender={dot.contender} x={px} y={py} hollow={dot.doubtful} />
          </svg>
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
