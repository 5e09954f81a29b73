import {
  contenderLabel,
  extentsLabel,
  extentsTitle,
  problemKey,
  sideOf,
  titleOf,
} from '../../../kernels/index.ts';
import { cellId } from '../cell.ts';
import { type RateUnit, rateIn, rateUnitOf, typicalProblem } from '../rate.ts';
import type { Cell, Run } from '../types.ts';
import { markdownText } from './markdown.ts';

/** As many sizes as a table of Metal FlashAttention's README has. */
const SIZES_PER_TABLE = 7;
/** Digits of a column, which its figures are padded to. */
const WIDTH = 5;

/**
 * The rates of a run in the shape of the tables by which Metal FlashAttention published its own (README of version 1):
 * sizes across, seven to a table, a row for each contender, whole numbers.
 */
export function publishedTableText(run: Run): string {
  const { problems, contenders } = run.request;
  const cells = new Map(run.cells.map((cell) => [cell.id, cell]));
  const isSquare = problems.every((problem) => sideOf(problem) !== null);
  const corner = isSquare ? 'Square Sizes' : extentsTitle(problems, ' x ');
  const labels = contenders.map((contender) => markdownText(contenderLabel(contender)));
  const width = Math.max(corner.length, ...labels.map((label) => label.length));
  const unit = rateUnitOf(typicalProblem(problems));
  const tables = chunks(problems, SIZES_PER_TABLE).map((own) => {
    const header = [corner.padEnd(width), ...own.map((problem) => extentsLabel(problem, ' x '))];
    const rule = ['-'.repeat(width), ...own.map(() => '-'.repeat(WIDTH))];
    const rows = contenders.map((contender, row) => {
      const figures = own.map((problem) => figureOf(cells.get(cellId(problemKey(problem), contender)), unit));
      return [(labels[row] ?? '').padEnd(width), ...figures.map((figure) => figure.padStart(WIDTH))];
    });
    return [header, rule, ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n');
  });
  const title = [titleOf(problems), unit, run.environment.device.name];
  return `${[title.map(markdownText).join(', '), ...tables].join('\n\n')}\n`;
}

/** The rate; nothing where a cell was not measured; else what went wrong. */
function figureOf(cell: Cell | undefined, unit: RateUnit): string {
  if (!cell || cell.status === 'unsupported' || cell.status === 'pending' || cell.status === 'running')
    return '';
  if (cell.status === 'wrong') return 'Wrong';
  if (cell.status !== 'ok' || !cell.summary) return 'Error';
  const rate = rateIn(unit, cell.problem, cell.summary.gflops);
  // Rates below 10 would lose their meaning as whole numbers.
  return rate < 10 ? rate.toPrecision(2) : rate.toFixed(0);
}

function chunks<T>(all: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(all.length / size) }, (_, at) =>
    all.slice(at * size, (at + 1) * size),
  );
}
