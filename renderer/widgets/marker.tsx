import { type Marker, styleOf } from '../model/contender-style.ts';

/** Outlines around the origin, of about the same area. */
export const MARKER_SHAPES: Readonly<Record<Marker, string>> = {
  circle: 'M3.6 0A3.6 3.6 0 1 1-3.6 0 3.6 3.6 0 1 1 3.6 0z',
  square: 'M-3.2-3.2h6.4v6.4h-6.4z',
  triangle: 'M0-4.2L4.2 3.2h-8.4z',
  diamond: 'M0-4.6L4.6 0 0 4.6-4.6 0z',
  down: 'M0 4.2L4.2-3.2h-8.4z',
  plus: 'M-1.4-4.2h2.8v2.8h2.8v2.8h-2.8v2.8h-2.8v-2.8h-2.8v-2.8h2.8z',
  cross: 'M-2-4L0-2 2-4 4-2 2 0 4 2 2 4 0 2-2 4-4 2-2 0-4-2z',
  hexagon: 'M4 0L2 3.5h-4L-4 0l2-3.5h4z',
  pentagon: 'M0-4.2L4-1.3 2.5 3.4h-5L-4-1.3z',
  star: 'M0-4.8L1.2-1.6 4.6-1.5 1.9.6 2.8 3.9 0 2-2.8 3.9-1.9.6-4.6-1.5-1.2-1.6z',
  bar: 'M-4.4-1.7h8.8v3.4h-8.8z',
  pillar: 'M-1.7-4.4h3.4v8.8h-3.4z',
};

/** The width of the rim of a marker, and of the outline of a hollow one, in pixels. */
export const RIM_PX = 1.25;

interface MarkerShapeProps {
  contender: string;
  x: number;
  y: number;
  scale?: number;
  /** Outline only: measured under doubtful conditions. */
  hollow?: boolean;
}

/** The marker of a contender inside an SVG, with a rim in the background colour so that lines do not touch it. */
export function MarkerShape({ contender, x, y, scale = 1, hollow = false }: MarkerShapeProps) {
  const { color, marker } = styleOf(contender);
  return (
    <path
      d={MARKER_SHAPES[marker]}
      transform={`translate(${x} ${y}) scale(${scale})`}
      fill={hollow ? 'var(--surface)' : color}
      stroke={hollow ? color : 'var(--surface)'}
      data-hollow={hollow || undefined}
      strokeWidth={RIM_PX}
    />
  );
}

/** The line and marker of a contender, for legends, tables and lists. */
export function Swatch({
  contender,
  width = 26,
  hollow = false,
}: {
  contender: string;
  width?: number;
  hollow?: boolean;
}) {
  const { color, dash } = styleOf(contender);
  return (
    <svg className="swatch" width={width} height={12} aria-hidden="true">
      {/* From the middle outwards, so that both sides have the same dashes. */}
      <path
        d={`M${width / 2} 6H0M${width / 2} 6H${width}`}
        stroke={color}
        strokeWidth={1.75}
        strokeDasharray={dash}
      />
      <MarkerShape contender={contender} x={width / 2} y={6} hollow={hollow} />
    </svg>
  );
}
