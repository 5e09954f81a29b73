import {
  contenderLabel,
  extentsLabel,
  extentsTitle,
  optionsLabel,
  type Problem,
  problemKey,
  titleOf,
} from '../../../kernels/index.ts';
import { cellId } from '../cell.ts';
import { causesOf, doubtsOf } from '../doubts.ts';
import { formatFigure, formatItems } from '../figures.ts';
import { methodLabel } from '../method.ts';
import { verifiedAgainst } from '../own-kernels/verified-against.ts';
import { rateIn, rateUnitOf, typicalProblem } from '../rate.ts';
import { describeRoof, formatUtilization, matrixRoofs } from '../roof-text.ts';
import type { Cell, CellStatus, Run } from '../types.ts';
import { markdownTable, markdownText } from './markdown.ts';
import { type MeasuredCell, measuredCells, problemLabel, reasonOf } from './measured.ts';

/** A comment on GitHub has at most 65,536 characters; the rows beyond these are counted, as are failures. */
const MAX_ROWS = 40;
const MAX_FAILURES = 8;
const MAX_MESSAGE = 200;

const FAILED: readonly CellStatus[] = ['wrong', 'failed', 'rejected'];
/** What stands for a rate where there is none. */
const LABELS: Readonly<Record<CellStatus, string>> = {
  ok: '',
  wrong: '❌ wrong',
  failed: '❌ failed',
  rejected: '❌ faster than the roof',
  unsupported: '–',
  running: '–',
  pending: 'not measured',
};

/** A run as a comment on a pull request: the outcome first, then failures, rates, and how they were measured. */
export function pullRequestSummaryText(run: Run): string {
  const failed = run.cells.filter(({ status }) => FAILED.includes(status));
  const parts = [
    `### ${markdownText(run.name)}`,
    outcomeOf(run, failed.length),
    failuresOf(failed),
    ratesOf(run),
    legendOf(run),
    detailsOf(run),
  ];
  return `${parts.filter(Boolean).join('\n\n')}\n`;
}

function outcomeOf({ cells, status, failure, request }: Run, failed: number): string {
  const right = cells.filter((cell) => cell.status === 'ok').length;
  const mark = failed > 0 || status !== 'finished' ? '❌' : '✅';
  const parts = [
    `${right} of ${formatItems(cells.length, 'cell')} verified against ${verifiedAgainst(request.problems)}`,
    ...(failed > 0 ? [`${failed} failed`] : []),
    ...(status === 'finished'
      ? []
      : [`the run was ${status}${failure ? `: ${markdownText(failure.message)}` : ''}`]),
  ];
  return `${mark} ${parts.join(', ')}.`;
}

function failuresOf(failed: readonly Cell[]): string {
  const lines = failed.slice(0, MAX_FAILURES).map((cell) => {
    const message = reasonOf(cell).slice(0, MAX_MESSAGE);
    const what = `**${markdownText(contenderLabel(cell.contender))}**, ${markdownText(problemLabel(cell.problem))}`;
    return `- ${what}: ${cell.status}, ${markdownText(message)}`;
  });
  const more = failed.length - lines.length;
  return [...lines, ...(more > 0 ? [`- … and ${more} more`] : [])].join('\n');
}

function ratesOf(run: Run): string {
  const { problems, contenders } = run.request;
  const cells = new Map(run.cells.map((cell) => [cell.id, cell]));
  const measured = new Set<Cell>(measuredCells(run));
  const header = [extentsTitle(problems, '×'), ...contenders.map(contenderLabel)];
  const rows = problems.slice(0, MAX_ROWS).map((problem) => {
    const own = contenders.map((contender) => cells.get(cellId(problemKey(problem), contender)));
    return [extentsLabel(problem), ...own.map((cell) => figureOf(cell, measured, run))];
  });
  const more = problems.length - rows.length;
  return [markdownTable(header, rows), ...(more > 0 ? [`… and ${formatItems(more, 'more size')}`] : [])].join(
    '\n\n',
  );
}

/** "1,340 (61.2%)", with a ring if it is doubtful. */
function figureOf(cell: Cell | undefined, measured: ReadonlySet<Cell>, run: Run): string {
  if (!cell) return LABELS.pending;
  if (!measured.has(cell)) return LABELS[cell.status];
  const { problem, summary } = cell as MeasuredCell;
  const share = formatUtilization(summary.utilization, cell, run);
  const unit = rateUnitOf(typicalProblem(run.request.problems));
  return `${formatFigure(rateIn(unit, problem, summary.gflops))} (${share})${doubtsOf(cell, run.request.method) ? ' ○' : ''}`;
}

function legendOf({ cells, request }: Run): string {
  const clocks = [...new Set(cells.flatMap(({ summary }) => (summary ? [summary.clock] : [])))];
  if (clocks.length === 0) return '';
  const doubts = causesOf(cells, request.method);
  const parts = [
    `Median rate in ${rateUnitOf(typicalProblem(request.problems))} by ${clocks.join(' and ')} time (share of the roof)`,
    ...(doubts.length > 0 ? [`○ doubtful: ${markdownText(doubts.join('; '))}`] : []),
  ];
  return `<sub>${parts.join(' · ')}</sub>`;
}

function detailsOf({ environment, request, startedAt }: Run): string {
  const { device, roof, os, versions } = environment;
  const first = request.problems[0] as Problem;
  const rows = [
    ['device', device.name],
    [
      roof.matrixUnits ? 'vector units' : 'roof',
      `${formatFigure(roof.gflops)} GFLOPS, ${describeRoof(roof)}`,
    ],
    ...matrixRoofs(roof).map(({ name, gflops, source }) => [
      name.toLowerCase(),
      `${formatFigure(gflops)} GFLOPS, ${source}`,
    ]),
    ['system', os],
    [
      'versions',
      Object.entries(versions)
        .map((pair) => pair.join(' '))
        .join(', '),
    ],
    ['problems', [titleOf(request.problems), optionsLabel(first)].filter(Boolean).join(', ')],
    [
      'method',
      [`at least ${request.method.minSamples} samples`, methodLabel(request.method)]
        .filter(Boolean)
        .join(', '),
    ],
    ['measured', startedAt],
  ];
  const lines = rows.map(([name, text]) => `- ${name}: ${markdownText(text ?? '')}`);
  return `<details><summary>How this was measured</summary>\n\n${lines.join('\n')}\n\n</details>`;
}
