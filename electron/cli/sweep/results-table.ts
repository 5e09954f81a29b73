import {
  contenderLabel,
  extentsLabel,
  extentsTitle,
  type Problem,
  problemKey,
} from '../../../kernels/index.ts';
import { arithmeticLabels } from '../../ipc/arithmetic.ts';
import { cellId } from '../../ipc/cell.ts';
import { isLeader } from '../../ipc/ranking.ts';
import type { Run } from '../../ipc/types.ts';
import type { Paint } from '../terminal/paint.ts';
import {
  type Axes,
  FIGURE_SETS,
  layOutTable,
  type ResultsTable,
  type TableCell,
  unitOf,
} from './table-layout.ts';

/**
 * The table of a run: a row for each problem, a column for each contender, the leader of each problem marked. Shows as
 * many figures per cell as fit. If none do and there are more contenders than problems, as when block sizes are
 * varied, rows and columns change places. Width is in characters.
 */
export function resultsTable(run: Run, width: number, paint: Paint): ResultsTable {
  const { problems, contenders } = run.request;
  const axes = [contendersAcross(run), ...(contenders.length > problems.length ? [problemsAcross(run)] : [])];
  const sets = FIGURE_SETS[unitOf(run)];
  const tables = axes.flatMap((one) => sets.map((figures) => layOutTable(one, figures, run, paint)));
  const narrowest = tables.reduce((a, b) => (b.width < a.width ? b : a));
  return tables.find((candidate) => candidate.width <= width) ?? narrowest;
}

function contendersAcross(run: Run): Axes {
  const { problems, contenders } = run.request;
  const rows = cellsByProblem(run);
  const notes = notesOf(run);
  const sizes = problems.map((problem) => extentsLabel(problem));
  const corner = extentsTitle(problems, '×');
  const width = Math.max(corner.length, ...sizes.map((size) => size.length));
  return {
    corner: corner.padStart(width),
    rows: sizes.map((size) => size.padStart(width)),
    columns: contenders.map((contender, column) => ({
      // The parameters of a variant go below its name, one per line.
      heading: [...contenderLabel(contender).split(' · '), ...notes(contender)],
      cells: rows.map((row) => row[column] as TableCell),
    })),
  };
}

function problemsAcross(run: Run): Axes {
  const { problems, contenders } = run.request;
  const notes = notesOf(run);
  const labels = contenders.map((one) => [contenderLabel(one), ...notes(one)].join(', '));
  const corner = extentsTitle(problems, '×');
  const width = Math.max(corner.length, ...labels.map((label) => label.length));
  return {
    corner: corner.padStart(width),
    rows: labels.map((label) => label.padEnd(width)),
    columns: cellsByProblem(run).map((cells, index) => ({
      heading: [extentsLabel(problems[index] as Problem)],
      cells,
    })),
  };
}

/** The cells of each problem, in the order of the contenders. */
function cellsByProblem(run: Run): TableCell[][] {
  const { problems, contenders, method } = run.request;
  const byId = new Map(run.cells.map((cell) => [cell.id, cell]));
  return problems.map((problem) => {
    const cells = contenders.map((contender) => byId.get(cellId(problemKey(problem), contender)));
    return cells.map((cell) => ({ cell, isBest: isLeader(cell, cells, method) }));
  });
}

/** "GPU time" and "TF32-like" where contenders differ in clock or arithmetic, so that they are never confused. */
function notesOf({ cells }: Run): (contender: string) => string[] {
  const clocks = new Map(
    cells.flatMap(({ contender, summary }) => (summary ? [[contender, summary.clock]] : [])),
  );
  const differ = new Set(clocks.values()).size > 1;
  const arithmetic = arithmeticLabels(cells);
  return (contender) => {
    const clock = differ && clocks.get(contender);
    const label = arithmetic.of(contender);
    return [...(clock ? [clock === 'gpu' ? 'GPU time' : 'wall time'] : []), ...(label ? [label] : [])];
  };
}
