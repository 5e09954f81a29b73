import {
  contenderLabel,
  extentNames,
  extentsLabel,
  familyOf,
  type Problem,
  problemKey,
} from '../../../kernels/index.ts';
import { cellId } from '../../ipc/cell.ts';
import { doubtOf } from '../../ipc/conditions.ts';
import type { Cell, CellStatus, Run, Summary } from '../../ipc/types.ts';
import { figure, percent, spread } from './figures.ts';
import type { Paint } from './paint.ts';

type Style = Parameters<Paint>[0];

/** How a cell's end is shown: a mark, and words in the place of figures. */
export const STATUS_MARKS: Record<CellStatus, { mark: string; words: string; style: Style }> = {
  ok: { mark: '✓', words: '', style: 'good' },
  wrong: { mark: '✗', words: 'wrong result', style: 'bad' },
  failed: { mark: '!', words: 'failed', style: 'bad' },
  rejected: { mark: '▲', words: 'above its roof', style: 'warning' },
  unsupported: { mark: '–', words: 'unsupported', style: 'quiet' },
  running: { mark: '·', words: 'not finished', style: 'quiet' },
  pending: { mark: '·', words: 'not measured', style: 'quiet' },
};

/** The figures of a timed cell. */
const PARTS = {
  gflops: { title: 'GFLOPS', text: ({ gflops }) => figure(gflops) },
  iqr: { title: '± IQR', text: ({ medianNs, q1Ns, q3Ns }) => spread((q3Ns - q1Ns) / medianNs) },
  utilization: { title: 'of roof', text: ({ utilization }) => percent(utilization) },
} as const satisfies Record<string, { title: string; text: (summary: Summary) => string }>;

type Part = keyof typeof PARTS;

/** From the richest layout to the narrowest. */
const LAYOUTS: readonly (readonly Part[])[] = [
  ['gflops', 'iqr', 'utilization'],
  ['gflops', 'utilization'],
  ['gflops'],
];

/** In the place of its tick: a cell that is right, and was measured while the machine was hot or saved power. */
export const DOUBTFUL_MARK = '○';

const GAP = '  ';
const RULE = ' │ ';
const BEST = '★';

/**
 * The table of a run: a row for each problem, a column for each contender, the best of each problem marked. The
 * richest layout that fits the width is taken. Where none does and there are more contenders than problems, as when
 * block sizes are varied, the two change places. Width is in characters.
 */
export function resultsTable(run: Run, width: number, paint: Paint): ResultsTable {
  const { problems, contenders } = run.request;
  const axes = [contendersAcross(run), ...(contenders.length > problems.length ? [problemsAcross(run)] : [])];
  const tables = axes.flatMap((one) => LAYOUTS.map((parts) => layOut(one, parts, paint)));
  const narrowest = tables.reduce((a, b) => (b.width < a.width ? b : a));
  return tables.find((candidate) => candidate.width <= width) ?? narrowest;
}

export interface ResultsTable {
  lines: string[];
  /** Characters in a line. */
  width: number;
  hasIqr: boolean;
}

/** What stands across and down. */
interface Axes {
  /** Over the names of the rows. */
  readonly corner: string;
  /** All of one length. */
  readonly rows: readonly string[];
  readonly columns: readonly { readonly heading: readonly string[]; readonly cells: readonly TableCell[] }[];
}

interface TableCell {
  readonly cell: Cell | undefined;
  /** Among the cells of its problem. */
  readonly isBest: boolean;
}

function contendersAcross(run: Run): Axes {
  const { problems, contenders } = run.request;
  const rows = cellsOf(run);
  const sizes = problems.map((problem) => extentsLabel(problem));
  const corner = extentsTitle(run);
  const width = Math.max(corner.length, ...sizes.map((size) => size.length));
  return {
    corner: corner.padStart(width),
    rows: sizes.map((size) => size.padStart(width)),
    columns: contenders.map((contender, column) => ({
      // The parameters that a name carries stand below it, one a line.
      heading: [...contenderLabel(contender).split(' · '), ...clockHeading(run, contender)],
      cells: rows.map((row) => row[column] as TableCell),
    })),
  };
}

function problemsAcross(run: Run): Axes {
  const { problems, contenders } = run.request;
  const labels = contenders.map((one) => [contenderLabel(one), ...clockHeading(run, one)].join(', '));
  const corner = extentsTitle(run);
  const width = Math.max(corner.length, ...labels.map((label) => label.length));
  return {
    corner: corner.padStart(width),
    rows: labels.map((label) => label.padEnd(width)),
    columns: cellsOf(run).map((cells, index) => ({
      heading: [extentsLabel(problems[index] as Problem)],
      cells,
    })),
  };
}

function extentsTitle({ request: { problems } }: Run): string {
  return problems[0] ? extentNames(familyOf(problems[0]), '×') : '';
}

/** The cells of each problem, in the order of the contenders. */
function cellsOf(run: Run): TableCell[][] {
  const { problems, contenders } = run.request;
  const byId = new Map(run.cells.map((cell) => [cell.id, cell]));
  return problems.map((problem) => {
    const cells = contenders.map((contender) => byId.get(cellId(problemKey(problem), contender)));
    const best = bestOf(cells);
    return cells.map((cell, index) => ({ cell, isBest: index === best }));
  });
}

function layOut(
  { corner, rows, columns: described }: Axes,
  parts: readonly Part[],
  paint: Paint,
): ResultsTable {
  const columns = described.map(({ heading, cells }) => layOutColumn(heading, cells, parts));
  const line = (first: string, rest: readonly string[]) => [first, ...rest].join(paint('quiet', RULE));
  const rule = columns.map((column) => '─'.repeat(column.width)).join('─┼─');
  const headings = Math.max(...columns.map(({ heading }) => heading.length));
  const lines = [
    ...Array.from({ length: headings }, (_, index) =>
      line(
        ' '.repeat(corner.length),
        columns.map(({ heading, width }) =>
          paint(index === 0 ? 'strong' : 'quiet', heading[index] ?? ' '.repeat(width)),
        ),
      ),
    ),
    line(
      paint('quiet', corner),
      columns.map((column) => paint('quiet', column.titles)),
    ),
    paint('quiet', `${'─'.repeat(corner.length)}─┼─${rule}`),
    ...rows.map((name, row) =>
      line(
        name,
        columns.map((column) => column.show(row, paint)),
      ),
    ),
  ];
  const width = corner.length + columns.reduce((sum, column) => sum + RULE.length + column.width, 0);
  return { lines, width, hasIqr: parts.includes('iqr') };
}

function layOutColumn(heading: readonly string[], cells: readonly TableCell[], parts: readonly Part[]) {
  const rows = cells.map(({ cell }) => figuresOf(cell, parts));
  const titles = parts.map((part) => PARTS[part].title);
  const widths = titles.map((title, index) =>
    Math.max(title.length, ...rows.map((figures) => figures?.[index]?.length ?? 0)),
  );
  const aligned = (texts: readonly string[]) =>
    texts.map((text, index) => text.padStart(widths[index] ?? 0)).join(GAP);
  const words = cells.map(({ cell }) => STATUS_MARKS[cell?.status ?? 'pending'].words.length);
  // A star before the figures and a mark behind them.
  const inner = Math.max(
    widths.reduce((sum, width) => sum + width + GAP.length, -GAP.length),
    ...words,
  );
  const width = Math.max(inner + 4, ...heading.map((line) => line.length));
  return {
    width,
    heading: heading.map((line) => line.padEnd(width)),
    titles: `  ${aligned(titles)}`.padEnd(width),
    show(row: number, paint: Paint): string {
      const { cell, isBest } = cells[row] ?? { cell: undefined, isBest: false };
      const { mark, words: text, style } = markOf(cell);
      const figures = rows[row];
      const body = (figures ? aligned(figures) : text).padEnd(inner);
      const shown = paint(isBest ? 'best' : figures ? 'plain' : style, `${isBest ? BEST : ' '} ${body}`);
      return `${shown} ${paint(style, mark)}${' '.repeat(width - inner - 4)}`;
    },
  };
}

function markOf(cell: Cell | undefined): (typeof STATUS_MARKS)[CellStatus] {
  const known = STATUS_MARKS[cell?.status ?? 'pending'];
  const isDoubtful = cell?.status === 'ok' && doubtOf(cell.conditions) !== null;
  return isDoubtful ? { ...known, mark: DOUBTFUL_MARK, style: 'warning' } : known;
}

/** "GPU time", for contenders whose clocks differ: the two are never side by side without a name. */
function clockHeading(run: Run, contender: string): string[] {
  const clocks = new Set(run.cells.flatMap(({ summary }) => summary?.clock ?? []));
  const own = run.cells.find((cell) => cell.contender === contender && cell.summary)?.summary?.clock;
  return clocks.size > 1 && own ? [own === 'gpu' ? 'GPU time' : 'wall time'] : [];
}

/** The figures of a cell that was timed to its end; null for others, which show words. */
function figuresOf(cell: Cell | undefined, parts: readonly Part[]): string[] | null {
  const { summary, status } = cell ?? {};
  if (!summary || (status !== 'ok' && status !== 'rejected')) return null;
  return parts.map((part) => PARTS[part].text(summary));
}

/** The highest rate among the cells that are right, or -1: one alone is not the best of anything. */
function bestOf(cells: readonly (Cell | undefined)[]): number {
  const rates = cells.map((cell) => (cell?.status === 'ok' ? (cell.summary?.gflops ?? 0) : 0));
  if (rates.filter((rate) => rate > 0).length < 2) return -1;
  return rates.indexOf(Math.max(...rates));
}
