import { type Marker, styleOf } from '../model/contender-style.ts';
import { MARKER_SHAPES, RIM_PX } from '../widgets/marker.tsx';
import type { Draw } from './canvas-layer.tsx';

interface Dot {
  readonly contender: string;
  /** Pixels. */
  readonly x: number;
  readonly y: number;
  readonly hollow: boolean;
  readonly scale?: number;
}

/** Parsed once: a drawing may have hundreds. */
const OUTLINES = new Map<Marker, Path2D>();

function outlineOf(marker: Marker): Path2D {
  const known = OUTLINES.get(marker) ?? new Path2D(`M0 0${MARKER_SHAPES[marker]}`);
  OUTLINES.set(marker, known);
  return known;
}

/** The marker of a contender, as MarkerShape() draws it. */
export function drawMarker(
  { contender, x, y, hollow, scale = 1 }: Dot,
  ...[context, colorOf]: Parameters<Draw>
) {
  const { color, marker } = styleOf(contender);
  const outline = outlineOf(marker);
  context.save();
  context.translate(x, y);
  context.scale(scale, scale);
  context.fillStyle = colorOf(hollow ? 'var(--surface)' : color);
  context.strokeStyle = colorOf(hollow ? color : 'var(--surface)');
  context.lineWidth = RIM_PX;
  context.fill(outline);
  context.stroke(outline);
  context.restore();
}

/** The marker of the selected cell, larger and ringed. */
export function drawSelected(dot: Dot, ...[context, colorOf]: Parameters<Draw>) {
  context.globalAlpha = 0.6;
  context.fillStyle = colorOf('var(--surface)');
  context.fill(circle(dot.x, dot.y, 9));
  context.globalAlpha = 1;
  drawRing({ ...dot, radius: 9 }, context, colorOf);
  drawMarker({ ...dot, scale: 1.2 }, context, colorOf);
}

/** A ring in the colour of a contender. */
export function drawRing(
  { contender, x, y, radius, width = 1.5 }: Omit<Dot, 'hollow'> & { radius: number; width?: number },
  ...[context, colorOf]: Parameters<Draw>
) {
  context.strokeStyle = colorOf(styleOf(contender).color);
  context.lineWidth = width;
  context.stroke(circle(x, y, radius));
}

function circle(x: number, y: number, radius: number): Path2D {
  const path = new Path2D();
  path.arc(x, y, radius, 0, 2 * Math.PI);
  return path;
}
