import { type MarkedStatus, STATUS, TONE_COLOR } from '../model/cells.ts';

/** A sign for each status, legible without colour: a cross, a not-equal sign, a struck circle, a bolt. */
const GLYPHS: Record<MarkedStatus, string> = {
  failed: 'M-3-3L3 3M3-3L-3 3',
  wrong: 'M-3.5-1.5h7M-3.5 1.5h7M-1.8 4L1.8-4',
  unsupported: 'M3.4 0A3.4 3.4 0 1 1-3.4 0 3.4 3.4 0 1 1 3.4 0zM-2.3 2.3L2.3-2.3',
  rejected: 'M1-4.5L-2.5.8H0L-1 4.5 2.5-.8H0z',
};

/** The sign of a status inside an SVG. */
export function GlyphShape({ status, x, y }: { status: MarkedStatus; x: number; y: number }) {
  return (
    <path
      d={GLYPHS[status]}
      transform={`translate(${x} ${y})`}
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
