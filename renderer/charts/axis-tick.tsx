import type { XAxisTickContentProps, YAxisTickContentProps } from 'recharts';
import { CAP_EM, TICK_PX } from './axis-shapes.tsx';

/** The label of a tick, where Recharts would have it: its own breaks and measures the text at every drawing. */
function axisTick(props: XAxisTickContentProps | YAxisTickContentProps) {
  const { x, y, textAnchor, verticalAnchor, payload, tickFormatter, index } = props;
  return (
    <text
      x={x}
      y={y}
      dy={`${verticalAnchor === 'start' ? CAP_EM : CAP_EM / 2}em`}
      textAnchor={textAnchor}
      fill="var(--text-3)"
      fontSize={11}
    >
      {tickFormatter?.(payload.value, index)}
    </text>
  );
}

/** How Recharts draws axes. Constant, since it draws twice when it is given another object. */
export const AXIS = { stroke: 'var(--line-strong)', tick: axisTick, tickSize: TICK_PX } as const;
