import type { ReactNode } from 'react';
import { CAP_EM } from '../../charts/axis-shapes.tsx';
import { type FrameAxis, type FramePlace, framePlace } from '../../model/frame-axis.ts';
import type { Box } from '../../model/plot-scale.ts';

interface FrameAxesProps {
  box: Box;
  x: FrameAxis;
  /** Without it, the children divide the height themselves. */
  y?: FrameAxis;
  children(place: FramePlace): ReactNode;
}

/** The axes of a small plot and what lies between them: as PlotFrame, but without a browser. */
export function FrameAxes({ box: outer, x, y, children }: FrameAxesProps) {
  const place = framePlace(outer, x, y);
  const { box } = place;
  const foot = box.y + box.height;
  return (
    <g transform={`translate(${outer.x} ${outer.y})`}>
      <g fontSize={11} fill="var(--text-3)">
        {y?.ticks.map((tick) => (
          <g key={tick}>
            <path d={`M${box.x} ${place.y(tick)}h${box.width}`} stroke="var(--line)" />
            <text x={box.x - 6} y={place.y(tick)} dy={`${CAP_EM / 2}em`} textAnchor="end">
              {y.text(tick)}
            </text>
          </g>
        ))}
        <path d={`M${box.x} ${foot}h${box.width}`} stroke="var(--line-strong)" />
        {x.ticks.map((tick) => (
          <g key={tick}>
            <path d={`M${place.x(tick)} ${foot}v4`} stroke="var(--line-strong)" />
            <text x={place.x(tick)} y={foot + 6} dy={`${CAP_EM}em`} textAnchor="middle">
              {x.text(tick)}
            </text>
          </g>
        ))}
      </g>
      {children(place)}
    </g>
  );
}
