import { type Marker, styleOf } from '../model/contender-style.ts';

/**
 * Outlines of about the same area, relative to the point that they mark. A transform for each marker would do as well,
 * but each would be a chunk of its own for the compositor, which takes milliseconds of every frame for hundreds.
 */
export const MARKER_SHAPES: Readonly<Record<Marker, string>> = {
  circle: 'm3.6 0a3.6 3.6 0 1 1-7.2 0 3.6 3.6 0 1 1 7.2 0z',
  square: 'm-3.2-3.2h6.4v6.4h-6.4z',
  triangle: 'm0-4.2l4.2 7.4h-8.4z',
  diamond: 'm0-4.6l4.6 4.6-4.6 4.6-4.6-4.6z',
  down: 'm0 4.2l4.2-7.4h-8.4z',
  plus: 'm-1.4-4.2h2.8v2.8h2.8v2.8h-2.8v2.8h-2.8v-2.8h-2.8v-2.8h2.8z',
  cross: 'm-2-4l2 2 2-2 2 2-2 2 2 2-2 2-2-2-2 2-2-2 2-2-2-2z',
  hexagon: 'm4 0l-2 3.5h-4l-2-3.5 2-3.5h4z',
  pentagon: 'm0-4.2l4 2.9-1.5 4.7h-5l-1.5-4.7z',
  star: 'm0-4.8l1.2 3.2 3.4.1-2.7 2.1.9 3.3-2.8-1.9-2.8 1.9.9-3.3-2.7-2.1 3.4-.1z',
  bar: 'm-4.4-1.7h8.8v3.4h-8.8z',
  pillar: 'm-1.7-4.4h3.4v8.8h-3.4z',
};

/** The width of the rim of a marker, and of the outline of a hollow one, in pixels. */
export const RIM_PX = 1.25;

interface MarkerShapeProps {
  contender: string;
  x: number;
  y: number;
  /** Outline only: measured under doubtful conditions. */
  hollow?: boolean;
}

/** The marker of a contender inside an SVG, with a rim in the background colour so that lines do not touch it. */
export function MarkerShape({ contender, x, y, hollow = false }: MarkerShapeProps) {
  const { color, marker } = styleOf(contender);
  return (
    <path
      d={`M${x} ${y}${MARKER_SHAPES[marker]}`}
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
