import { cppLanguage } from '@codemirror/lang-cpp';
import { highlightTree, tagHighlighter } from '@lezer/highlight';
import { cellId } from '../../../electron/ipc/cell.ts';
import { contenderLabel } from '../../../kernels/index.ts';
import { cellsById } from '../../model/cell-index.ts';
import { CODE_COLORS } from '../../model/code-colors.ts';
import { mslOf } from '../../model/msl-of.ts';
import { problemLabel } from '../../model/problem-size.ts';
import { belowCaption, Caption, Nothing } from './caption.tsx';
import type { SlideBodyProps } from './slide-picture.tsx';

const FONT = "'JetBrains Mono Variable', 'JetBrains Mono', ui-monospace, Menlo, Consolas, monospace";
const SIZE = 12;
const LINE = 16.5;
const NUMBER = 44;
/** Of a character, in font sizes. */
const CHARACTER_EMS = 0.6;

interface MslSlideProps extends Pick<SlideBodyProps, 'content' | 'view' | 'box'> {
  /** The first line that is shown, counted from 1. */
  line: number;
}

/** Lines of the MSL of a cell, as many as fit. */
export function MslSlide({ content, box, line }: MslSlideProps) {
  const { run, cells } = content;
  const [ref] = cells;
  const cell = ref && cellsById(run.cells).get(cellId(ref.problem, ref.contender));
  const area = belowCaption(box);
  const text = cell ? mslOf(cell, run, content.kept) : null;
  if (!cell || text === null) return <Nothing box={area} text="This cell has no MSL" />;
  const lines = coloredLines(text);
  const first = Math.min(line, lines.length);
  const shown = lines.slice(first - 1, first - 1 + Math.floor(area.height / LINE));
  const most = Math.floor((area.width - NUMBER) / (SIZE * CHARACTER_EMS));
  return (
    <>
      <Caption
        box={box}
        title={`MSL of ${contenderLabel(cell.contender)}`}
        note={problemLabel(cell.problem)}
      />
      <g fontFamily={FONT} fontSize={SIZE} fill="var(--text)" xmlSpace="preserve">
        {shown.map((pieces, index) => {
          const y = area.y + 8 + index * LINE;
          let left = most;
          return (
            // biome-ignore lint/suspicious/noArrayIndexKey: lines are their places
            <g key={index}>
              <text x={area.x + NUMBER - 14} y={y} textAnchor="end" fill="var(--text-3)">
                {first + index}
              </text>
              <text x={area.x + NUMBER} y={y}>
                {pieces.map(({ text: piece, color }, place) => {
                  const room = left;
                  left -= piece.length;
                  if (room <= 0) return null;
                  return (
                    // biome-ignore lint/suspicious/noArrayIndexKey: pieces are their places
                    <tspan key={place} fill={color}>
                      {spaced(piece.length > room ? `${piece.slice(0, room - 1)}…` : piece)}
                    </tspan>
                  );
                })}
              </text>
            </g>
          );
        })}
      </g>
    </>
  );
}

/** SVG drops spaces at the beginning of a text, and joins those within it. */
function spaced(text: string): string {
  return text.replaceAll(' ', '\u00a0');
}

interface Piece {
  readonly text: string;
  /** A token of the theme, such as "var(--code-keyword)". */
  readonly color: string;
}

const HIGHLIGHTER = tagHighlighter(
  CODE_COLORS.flatMap(({ tag, color }) => tag.map((one) => ({ tag: one, class: color }))),
);
const PLAIN = 'var(--text)';

/** The lines of a text in pieces of one colour each. */
function coloredLines(text: string): Piece[][] {
  const lines: Piece[][] = [[]];
  const add = (piece: string, color: string) => {
    piece.split('\n').forEach((part, index) => {
      if (index > 0) lines.push([]);
      if (part !== '') lines.at(-1)?.push({ text: part, color });
    });
  };
  let at = 0;
  highlightTree(cppLanguage.parser.parse(text), HIGHLIGHTER, (from, to, color) => {
    if (from > at) add(text.slice(at, from), PLAIN);
    add(text.slice(from, to), color);
    at = to;
  });
  add(text.slice(at), PLAIN);
  return lines;
}
