import { memo } from 'react';
import { formatDuration, formatPercent } from '../../../electron/ipc/figures.ts';
import { formatRate, rateUnitOf, typicalProblem } from '../../../electron/ipc/rate.ts';
import { contenderLabel } from '../../../kernels/index.ts';
import { STATUS } from '../../model/cells.ts';
import { problemLabel, sizeLabel } from '../../model/problem-size.ts';
import type { Row, RowCell } from '../../model/rows.ts';
import { activeOf, type CellRef, sameRef } from '../../model/selection.ts';
import { CLOCKS } from '../../model/series-notes.ts';
import { useWorkbench, useWorkbenchStore } from '../../state/store.ts';
import { CellFigures, TIED } from './cell-figures.tsx';

interface TableRowProps {
  row: Row;
  rowIndex: number;
  runId: string;
  contenders: readonly string[];
  /** The cell that has the tab stop while nothing is selected. */
  resting: CellRef | null;
}

/** The row of a size. Redraws only when its cells change or the selection enters or leaves it. */
export const TableRow = memo(function TableRow({ row, rowIndex, runId, contenders, resting }: TableRowProps) {
  const lit = useWorkbench(({ selection }) => activeOf(selection)?.problem === row.key);
  return (
    <tr data-lit={lit || undefined} aria-rowindex={rowIndex} data-problem={row.key}>
      <th scope="row" className="truncate" title={problemLabel(row.problem)}>
        {sizeLabel(row.problem)}
      </th>
      {row.cells.map((entry, index) => {
        const contender = contenders[index] ?? '';
        return entry ? (
          <Figures
            key={contender}
            entry={entry}
            cellRef={{ runId, problem: row.key, contender }}
            tabStop={resting?.problem === row.key && resting.contender === contender}
          />
        ) : (
          <td key={contender} className="quiet">
            –
          </td>
        );
      })}
    </tr>
  );
});

function Figures({ entry, cellRef, tabStop }: { entry: RowCell; cellRef: CellRef; tabStop: boolean }) {
  const unit = useWorkbench(({ run }) => rateUnitOf(run ? typicalProblem(run.request.problems) : undefined));
  const store = useWorkbenchStore();
  const active = useWorkbench(({ selection }) => sameRef(activeOf(selection), cellRef));
  const pinned = useWorkbench(({ selection }) => sameRef(selection.pinned, cellRef));
  const anySelected = useWorkbench(({ selection }) => selection.pinned !== null);
  const focusable = pinned || (!anySelected && tabStop);
  return (
    <td
      data-active={active || undefined}
      data-pinned={pinned || undefined}
      data-contender={cellRef.contender}
      data-status={entry.cell.status}
      onPointerEnter={() => store.getState().hover(cellRef)}
    >
      <button
        type="button"
        className="cell"
        tabIndex={focusable ? 0 : -1}
        aria-pressed={pinned}
        aria-label={describeEntry(entry)}
        onClick={() => store.getState().pin(cellRef)}
      >
        <CellFigures entry={entry} unit={unit} />
      </button>
    </td>
  );
}

/** The cell as screen readers announce it. */
function describeEntry({ cell, standing, doubt }: RowCell): string {
  const { summary, status, problem, contender } = cell;
  const where = `${contenderLabel(contender)} at ${sizeLabel(problem)}: ${STATUS[status].label}`;
  if (!summary) return where;
  const best =
    standing === null ? '' : `, ${standing.isTied ? TIED : `${formatPercent(standing.ofBest)} of the best`}`;
  const ceiling = rateUnitOf(problem) === 'GFLOPS' ? 'the roof' : 'the bandwidth of memory';
  const rate = `${formatRate(problem, summary.gflops)}, ${formatPercent(summary.utilization)} of ${ceiling}`;
  const doubtful = doubt ? `, doubtful: ${doubt}` : '';
  return `${where}, ${rate}${best}, median ${CLOCKS[summary.clock].noun} ${formatDuration(summary.medianNs)}${doubtful}`;
}
