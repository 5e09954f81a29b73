import { formatFigure, formatPercent } from '../../ipc/figures.ts';
import type { Cell, Summary } from '../../ipc/types.ts';
import type { Paint } from '../terminal/paint.ts';
import { markOf } from './status-marks.ts';

/** The figures of a timed cell. */
const FIGURES = {
  gflops: { title: 'GFLOPS', text: ({ gflops }) => formatFigure(gflops) },
  iqr: { title: '± IQR', text: ({ medianNs, q1Ns, q3Ns }) => formatPercent((q3Ns - q1Ns) / medianNs) },
  utilization: { title: 'of roof', text: ({ utilization }) => formatPercent(utilization) },
} as const satisfies Record<string, { title: string; text: (summary: Summary) => string }>;

type Figure = keyof typeof FIGURES;

/** What cells may show, from the most figures to the fewest. */
export const FIGURE_SETS: readonly (readonly Figure[])[] = [
  ['gflops', 'iqr', 'utilization'],
  ['gflops', 'utilization'],
  ['gflops'],
];

const GAP = '  ';
const RULE = ' │ ';
const BEST = '★';

export interface ResultsTable {
  lines: string[];
  /** Characters in a line. */
  width: number;
  hasIqr: boolean;
}

/** The rows and columns of a table. */
export interface Axes {
  /** The heading above the names of the rows. */
  readonly corner: string;
  /** All of one length. */
  readonly rows: readonly string[];
  readonly columns: readonly { readonly heading: readonly string[]; readonly cells: readonly TableCell[] }[];
}

export interface TableCell {
  readonly cell: Cell | undefined;
  /** Among the cells of its problem. */
  readonly isBest: boolean;
}

/** Lays out a table with some of the figures in each cell. */
export function layOutTable(axes: Axes, figures: readonly Figure[], paint: Paint): ResultsTable {
  const { corner, rows } = axes;
  const columns = axes.columns.map(({ heading, cells }) => layOutColumn(heading, cells, figures));
  const line = (first: string, rest: readonly string[]) => [first, ...rest].join(paint('quiet', RULE));
  const headingHeight = Math.max(...columns.map(({ heading }) => heading.length));
  const headings = Array.from({ length: headingHeight }, (_, index) => {
    const style = index === 0 ? 'strong' : 'quiet';
    const texts = columns.map(({ heading, width }) => paint(style, heading[index] ?? ' '.repeat(width)));
    return line(' '.repeat(corner.length), texts);
  });
  const titles = columns.map((column) => paint('quiet', column.titles));
  const rule = [corner.length, ...columns.map(({ width }) => width)].map((width) => '─'.repeat(width));
  const body = rows.map((name, row) =>
    line(
      name,
      columns.map((column) => column.show(row, paint)),
    ),
  );
  const lines = [
    ...headings,
    line(paint('quiet', corner), titles),
    paint('quiet', rule.join('─┼─')),
    ...body,
  ];
  const width = corner.length + columns.reduce((sum, column) => sum + RULE.length + column.width, 0);
  return { lines, width, hasIqr: figures.includes('iqr') };
}

function layOutColumn(heading: readonly string[], cells: readonly TableCell[], figures: readonly Figure[]) {
  const rows = cells.map(({ cell }) => figureTexts(cell, figures));
  const titles = figures.map((figure) => FIGURES[figure].title);
  const widths = titles.map((title, index) =>
    Math.max(title.length, ...rows.map((texts) => texts?.[index]?.length ?? 0)),
  );
  const aligned = (texts: readonly string[]) =>
    texts.map((text, index) => text.padStart(widths[index] ?? 0)).join(GAP);
  const labels = cells.map(({ cell }, index) => (rows[index] ? 0 : markOf(cell).label.length));
  // A star goes before the figures and a mark after them.
  const inner = Math.max(
    widths.reduce((sum, width) => sum + width + GAP.length, -GAP.length),
    ...labels,
  );
  const width = Math.max(inner + 4, ...heading.map((line) => line.length));
  return {
    width,
    heading: heading.map((line) => line.padEnd(width)),
    titles: `  ${aligned(titles)}`.padEnd(width),
    show(row: number, paint: Paint): string {
      const { cell, isBest } = cells[row] ?? { cell: undefined, isBest: false };
      const { mark, label, style } = markOf(cell);
      const texts = rows[row];
      const body = (texts ? aligned(texts) : label).padEnd(inner);
      const shown = paint(isBest ? 'best' : texts ? 'plain' : style, `${isBest ? BEST : ' '} ${body}`);
      return `${shown} ${paint(style, mark)}${' '.repeat(width - inner - 4)}`;
    },
  };
}

/** The figures of a cell that was timed to its end; null for others, which show a label. */
function figureTexts(cell: Cell | undefined, figures: readonly Figure[]): string[] | null {
  const { summary, status } = cell ?? {};
  if (!summary || (status !== 'ok' && status !== 'rejected')) return null;
  return figures.map((figure) => FIGURES[figure].text(summary));
}
