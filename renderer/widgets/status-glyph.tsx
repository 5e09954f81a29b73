import { type MarkedStatus, STATUS, TONE_COLOR } from '../model/cells.ts';

/** A sign for each status, legible without colour: a cross, a not-equal sign, a struck circle, a bolt. From its middle on. */
const GLYPHS: Record<MarkedStatus, string> = {
  failed: 'm-3-3l6 6m0-6l-6 6',
  wrong: 'm-3.5-1.5h7m-7 3h7m-5.3 2.5l3.6-8',
  unsupported: 'm3.4 0a3.4 3.4 0 1 1-6.8 0 3.4 3.4 0 1 1 6.8 0zm-5.7 2.3l4.6-4.6',
  rejected: 'm1-4.5l-3.5 5.3h2.5l-1 3.7 3.5-5.3h-2.5z',
};

/** The sign of a status inside an SVG. */
export function GlyphShape({ status, x, y }: { status: MarkedStatus; x: number; y: number }) {
  return (
    <path
      d={`M${x} ${y}${GLYPHS[status]}`}
      fill="none"
      stroke={TONE_COLOR[STATUS[status].tone]}
      strokeWidth={1.6}
      strokeLinecap="round"
      strokeLinejoin="round"
    />
  );
}

/** The sign of a status, with its name for screen readers and as a tooltip. */
export function StatusGlyph({ status }: { status: MarkedStatus }) {
  return (
    <svg className="status-glyph" width={14} height={14} viewBox="-7 -7 14 14" role="img">
      <title>{STATUS[status].label}</title>
      <GlyphShape status={status} x={0} y={0} />
    </svg>
  );
}
