import { relativeIqrOf } from '../../ipc/doubts.ts';
import { formatDuration, formatFigure, formatPercent } from '../../ipc/figures.ts';
import { type RateUnit, rateIn, rateUnitOf, typicalProblem } from '../../ipc/rate.ts';
import { formatUtilization } from '../../ipc/roof-text.ts';
import type { Cell, Run, Summary } from '../../ipc/types.ts';
import type { Paint } from '../terminal/paint.ts';
import { markOf } from './status-marks.ts';

/** A figure of a timed cell. */
interface FigureOf {
  title(unit: RateUnit): string;
  text(summary: Summary, cell: Cell, run: Run): string;
}

const FIGURES = {
  time: { title: () => 'time', text: ({ medianNs }) => formatDuration(medianNs) },
  rate: {
    title: (unit) => unit,
    text: ({ gflops }, { problem }, run) => formatFigure(rateIn(unitOf(run), problem, gflops)),
  },
  iqr: { title: () => '± IQR', text: (summary) => formatPercent(relativeIqrOf(summary)) },
  utilization: {
    title: (unit) => (unit === 'GFLOPS' ? 'of roof' : 'of memory'),
    text: ({ utilization }, cell, run) => formatUtilization(utilization, cell, run),
  },
} as const satisfies Record<string, FigureOf>;

type Figure = keyof typeof FIGURES;

/** What cells may show, from the most figures to the fewest. Where bandwidth is the limit, small problems tell by time. */
export const FIGURE_SETS: Readonly<Record<RateUnit, readonly (readonly Figure[])[]>> = {
  GFLOPS: [['rate', 'iqr', 'utilization'], ['rate', 'utilization'], ['rate']],
  'GB/s': [
    ['time', 'rate', 'iqr', 'utilization'],
    ['time', 'rate', 'utilization'],
    ['rate', 'utilization'],
    ['rate'],
  ],
};

/** The unit of a run's rates. */
export function unitOf({ request }: Pick<Run, 'request'>): RateUnit {
  return rateUnitOf(typicalProblem(request.problems));
}

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

/** Lays out a table of a run with some of the figures in each cell. */
export function layOutTable(axes: Axes, figures: readonly Figure[], run: Run, paint: Paint): ResultsTable {
  const { corner, rows } = axes;
  const columns = axes.columns.map(({ heading, cells }) => layOutColumn(heading, cells, figures, run));
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

function layOutColumn(
  heading: readonly string[],
  cells: readonly TableCell[],
  figures: readonly Figure[],
  run: Run,
) {
  const rows = cells.map(({ cell }) => figureTexts(cell, figures, run));
  const titles = figures.map((figure) => FIGURES[figure].title(unitOf(run)));
  const widths = titles.map((title, index) =>
    Math.max(title.length, ...rows.map((texts) => texts?.[index]?.length ?? 0)),
  );
  const aligned = (texts: readonly string[]) =>
    texts.map((text, index) => text.padStart(widths[index] ?? 0)).join(GAP);
  const labels = cells.map(({ cell }, index) =>
    rows[index] ? 0 : markOf(cell, run.request.method).label.length,
  );
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
      const { mark, label, style } = markOf(cell, run.request.method);
      const texts = rows[row];
      const body = (texts ? aligned(texts) : label).padEnd(inner);
      const shown = paint(isBest ? 'best' : texts ? 'plain' : style, `${isBest ? BEST : ' '} ${body}`);
      return `${shown} ${paint(style, mark)}${' '.repeat(width - inner - 4)}`;
    },
  };
}

/** The figures of a cell that was timed to its end; null for others, which show a label. */
function figureTexts(cell: Cell | undefined, figures: readonly Figure[], run: Run): string[] | null {
  if (!cell?.summary || (cell.status !== 'ok' && cell.status !== 'rejected')) return null;
  const { summary } = cell;
  return figures.map((figure) => FIGURES[figure].text(summary, cell, run));
}
