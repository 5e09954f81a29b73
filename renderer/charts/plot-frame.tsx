import { type ReactNode, useMemo, useState } from 'react';
import { CartesianGrid, ComposedChart, XAxis, YAxis } from 'recharts';
import { type FrameAxis, type FramePlace, framePlace, MARGIN, X_AXIS, Y_AXIS } from '../model/frame-axis.ts';
import { AXIS } from './axis-tick.tsx';
import { useSize } from './use-size.ts';

interface PlotFrameProps {
  /** For screen readers: what is drawn. */
  label: string;
  x: FrameAxis;
  /** Without it, the children divide the height themselves. */
  y?: FrameAxis;
  /** Drawn between the axes. */
  children(place: FramePlace): ReactNode;
  /** Above the drawing: what follows the pointer. */
  over?(place: FramePlace): ReactNode;
}

/** The axes of a small plot, which Recharts draws, and what lies between them. */
export function PlotFrame({ label, x, y, children, over }: PlotFrameProps) {
  const [frame, setFrame] = useState<HTMLDivElement | null>(null);
  const size = useSize(frame);
  const place = useMemo(() => framePlace(size, x, y), [size, x, y]);
  const domains = useMemo(() => ({ x: [...x.domain], y: [...(y?.domain ?? [0, 1])] }), [x, y]);
  return (
    <div className="chart-frame" ref={setFrame} role="img" aria-label={label}>
      <ComposedChart width={size.width} height={size.height} margin={MARGIN} accessibilityLayer={false}>
        <CartesianGrid stroke="var(--line)" vertical={false} horizontal={y !== undefined} syncWithTicks />
        <XAxis
          {...AXIS}
          dataKey="x"
          type="number"
          scale={x.scale}
          domain={domains.x}
          allowDataOverflow
          ticks={[...x.ticks]}
          tickFormatter={x.text}
          interval="equidistantPreserveStart"
          height={X_AXIS}
        />
        <YAxis
          {...AXIS}
          axisLine={false}
          tickLine={false}
          tick={y ? AXIS.tick : false}
          type="number"
          scale={y?.scale ?? 'linear'}
          domain={domains.y}
          allowDataOverflow
          ticks={y && [...y.ticks]}
          tickFormatter={y?.text}
          width={Y_AXIS}
        />
        {children(place)}
      </ComposedChart>
      {over?.(place)}
    </div>
  );
}
