import type { Box } from '../../model/plot-scale.ts';
import { fitted } from '../fitted.ts';

/** The height of a caption above what it describes. */
export const CAPTION = 26;

/** What is drawn below it, and how it was measured. */
export function Caption({ box, title, note = '' }: { box: Box; title: string; note?: string }) {
  const wide = title.length * 13 * 0.58;
  return (
    <text x={box.x} y={box.y + 13} fontSize={13}>
      <tspan fontWeight={600}>{fitted(title, box.width, 13)}</tspan>
      {note !== '' && (
        <tspan dx={10} fill="var(--text-3)">
          {fitted(note, Math.max(0, box.width - wide - 10), 13)}
        </tspan>
      )}
    </text>
  );
}

/** The rest of a box, below its caption. */
export function belowCaption({ x, y, width, height }: Box): Box {
  return { x, y: y + CAPTION, width, height: height - CAPTION };
}

/** What hollow marks mean, in a corner. */
export function HollowNote({ box }: { box: Box }) {
  return (
    <text
      x={box.x + box.width}
      y={box.y + box.height - 4}
      textAnchor="end"
      fontSize={11}
      fill="var(--text-3)"
    >
      Hollow: doubtful
    </text>
  );
}

/** Says, in the middle of a slide, why it is empty. */
export function Nothing({ box, text }: { box: Box; text: string }) {
  return (
    <text x={box.x + box.width / 2} y={box.y + box.height / 2} textAnchor="middle" fill="var(--text-3)">
      {text}
    </text>
  );
}
