import { styleOf } from '../model/contender-style.ts';
import { MarkerShape } from '../widgets/marker.tsx';

interface SelectedDotProps {
  contender: string;
  /** Pixels. */
  x: number;
  y: number;
  hollow: boolean;
}

/** The marker of the selected cell, larger and ringed. */
export function SelectedDot({ contender, x, y, hollow }: SelectedDotProps) {
  return (
    <>
      <circle
        cx={x}
        cy={y}
        r={9}
        fill="var(--surface)"
        fillOpacity={0.6}
        stroke={styleOf(contender).color}
        strokeWidth={1.5}
      />
      <MarkerShape contender={contender} x={x} y={y} scale={1.2} hollow={hollow} />
    </>
  );
}
