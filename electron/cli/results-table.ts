import { contenderLabel, extentNames, extentsLabel, familyOf, problemKey } from '../../kernels/index.ts';
import type { Cell, CellStatus, Run, Summary } from '../ipc/types.ts';
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

const GAP = '  ';
const RULE = ' │ ';
const BEST = '★';

/**
 * The table of a run: a row for each problem, a column for each contender, the best of each row marked. The richest
 * layout that fits the width is taken; the narrowest when none does. Width is in characters.
 */
export function resultsTable(run: Run, width: number, paint: Paint): ResultsTable {
  const tables = LAYOUTS.map((parts) => layOut(run, parts, paint));
  const table = tables.find((candidate) => candidate.width <= width) ?? tables.at(-1);
  if (!table) throw new Error('There is no layout');
  return table;
}

export interface ResultsTable {
  lines: string[];
  /** Characters in a line. */
  width: number;
  hasIqr: boolean;
}

function layOut(run: Run, parts: readonly Part[], paint: Paint): ResultsTable {
  const { problems, contenders } = run.request;
  const cells = new Map(run.cells.map((cell) => [cell.id, cell]));
  const sizes = problems.map((problem) => extentsLabel(problem));
  const title = problems[0] ? extentNames(familyOf(problems[0]), '×') : '';
  const sizeWidth = Math.max(title.length, ...sizes.map((size) => size.length));
  const columns = contenders.map((contender) =>
    layOutColumn(
      contender,
      problems.map((problem) => cells.get(`${problemKey(problem)}|${contender}`)),
      parts,
    ),
  );
  const best = problems.map((_, row) => bestColumn(columns.map(({ cells }) => cells[row])));
  const line = (first: string, rest: readonly string[]) => [first, ...rest].join(paint('quiet', RULE));
  const rule = columns.map((column) => '─'.repeat(column.width)).join('─┼─');
  const lines = [
    ...Array.from({ length: Math.max(...columns.map(({ label }) => label.length)) }, (_, index) =>
      line(
        ' '.repeat(sizeWidth),
        columns.map(({ label, width }) =>
          paint(index === 0 ? 'strong' : 'quiet', label[index] ?? ' '.repeat(width)),
        ),
      ),
    ),
    line(
      paint('quiet', title.padStart(sizeWidth)),
      columns.map((column) => paint('quiet', column.titles)),
    ),
    paint('quiet', `${'─'.repeat(sizeWidth)}─┼─${rule}`),
    ...sizes.map((size, row) =>
      line(
        size.padStart(sizeWidth),
        columns.map((column, index) => column.show(row, best[row] === index, paint)),
      ),
    ),
  ];
  const width = sizeWidth + columns.reduce((sum, column) => sum + RULE.length + column.width, 0);
  return { lines, width, hasIqr: parts.includes('iqr') };
}

function layOutColumn(contender: string, cells: readonly (Cell | undefined)[], parts: readonly Part[]) {
  const rows = cells.map((cell) => figuresOf(cell, parts));
  const titles = parts.map((part) => PARTS[part].title);
  const widths = titles.map((title, index) =>
    Math.max(title.length, ...rows.map((figures) => figures?.[index]?.length ?? 0)),
  );
  const aligned = (texts: readonly string[]) =>
    texts.map((text, index) => text.padStart(widths[index] ?? 0)).join(GAP);
  // The parameters that a name carries stand below it, one a line.
  const label = contenderLabel(contender).split(' · ');
  const words = cells.map((cell) => STATUS_MARKS[cell?.status ?? 'pending'].words.length);
  // A star before the figures and a mark behind them.
  const inner = Math.max(
    widths.reduce((sum, width) => sum + width + GAP.length, -GAP.length),
    ...words,
  );
  const width = Math.max(inner + 4, ...label.map((line) => line.length));
  return {
    cells,
    width,
    label: label.map((line) => line.padEnd(width)),
    titles: `  ${aligned(titles)}`.padEnd(width),
    show(row: number, isBest: boolean, paint: Paint): string {
      const { mark, words: text, style } = STATUS_MARKS[cells[row]?.status ?? 'pending'];
      const figures = rows[row];
      const body = (figures ? aligned(figures) : text).padEnd(inner);
      const shown = paint(isBest ? 'best' : figures ? 'plain' : style, `${isBest ? BEST : ' '} ${body}`);
      return `${shown} ${paint(style, mark)}${' '.repeat(width - inner - 4)}`;
    },
  };
}

/** The figures of a cell that was timed to its end; null for others, which show words. */
function figuresOf(cell: Cell | undefined, parts: readonly Part[]): string[] | null {
  const { summary, status } = cell ?? {};
  if (!summary || (status !== 'ok' && status !== 'rejected')) return null;
  return parts.map((part) => PARTS[part].text(summary));
}

/** The highest rate among the cells that are right, or -1: one alone is not the best of anything. */
function bestColumn(cells: readonly (Cell | undefined)[]): number {
  const rates = cells.map((cell) => (cell?.status === 'ok' ? (cell.summary?.gflops ?? 0) : 0));
  if (rates.filter((rate) => rate > 0).length < 2) return -1;
  return rates.indexOf(Math.max(...rates));
}
