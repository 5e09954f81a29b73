import { memo } from 'react';
import { coverageLabel } from '../../../electron/ipc/coverage.ts';
import {
  formatDuration,
  formatError,
  formatFigure,
  formatPercent,
  formatRatio,
} from '../../../electron/ipc/figures.ts';
import { formatRate, type RateUnit, rateIn, rateUnitOf } from '../../../electron/ipc/rate.ts';
import { formatUtilization } from '../../../electron/ipc/roof.ts';
import { contenderLabel, type Problem } from '../../../kernels/index.ts';
import { isMarked, STATUS } from '../../model/cells.ts';
import { problemLabel, sizeLabel } from '../../model/problem-size.ts';
import type { Row, RowCell } from '../../model/rows.ts';
import { activeOf, type CellRef, sameRef } from '../../model/selection.ts';
import { CLOCKS } from '../../model/series-notes.ts';
import { useWorkbench, useWorkbenchStore } from '../../state/store.ts';
import { StatusGlyph } from '../../widgets/status-glyph.tsx';

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
  const unit = useWorkbench(({ run }) => rateUnitOf(run?.request.problems[0]));
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
        <Content entry={entry} unit={unit} />
      </button>
    </td>
  );
}

/** No rank is given where it would be a guess. */
const TIED = 'as fast as the best, within the 95% intervals';

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

function Content({ entry, unit }: { entry: RowCell; unit: RateUnit }) {
  const { cell, standing, isLeader, relativeIqr, doubt } = entry;
  const { status, summary, verification, failure } = cell;
  if (isMarked(status)) {
    const { label, tone } = STATUS[status];
    return (
      <div className="outcome" title={failure?.message}>
        <span className={`tone-${tone}`}>
          <StatusGlyph status={status} /> {label}
        </span>
        <span className="quiet truncate">
          {status === 'failed' && failure && <code>{failure.code} </code>}
          {failure?.message ?? (verification && `error ${formatError(verification.maxRelativeError)}`)}
        </span>
      </div>
    );
  }
  if (!summary) {
    const { label, tone } = STATUS[status];
    return <div className={`outcome tone-${tone}`}>{status === 'pending' ? '·' : label}</div>;
  }
  return (
    <div className="figures">
      <b>{formatFigure(rateIn(unit, cell.problem, summary.gflops))}</b>
      <Utilization problem={cell.problem} utilization={summary.utilization} />
      <span
        className={isLeader ? 'tone-good' : undefined}
        title={standing?.isTied ? `A${TIED.slice(1)}` : undefined}
      >
        {standing === null ? '–' : standing.isTied ? '≈ 1×' : formatRatio(standing.ofBest)}
      </span>
      <small>{formatDuration(summary.medianNs)}</small>
      <small>{relativeIqr === null ? '–' : formatPercent(relativeIqr)}</small>
      <small title={doubt ? `Doubtful: ${doubt}` : verificationTitle(verification)}>
        {verification && <Tick doubt={doubt} />}
        {verification ? formatError(verification.maxRelativeError) : '–'}
      </small>
    </div>
  );
}

/** With a word on where the data were, if bandwidth is the ceiling. */
function Utilization({ problem, utilization }: { problem: Problem; utilization: number }) {
  const text = useWorkbench(({ run }) => (run ? formatUtilization(utilization, problem, run) : ''));
  const [percent = '', temperature] = text.split('\u00a0');
  return (
    <span>
      {percent}
      {temperature && <small> {temperature}</small>}
    </span>
  );
}

/** A tick for a correct result, hollow if its figures are doubtful. */
function Tick({ doubt }: { doubt: string | null }) {
  return doubt ? <span className="tick tone-warn">○</span> : <span className="tick tone-good">✓</span>;
}

function verificationTitle(verification: RowCell['cell']['verification']): string | undefined {
  if (!verification) return undefined;
  const coverage = coverageLabel(verification);
  return `Verified against float64: ${coverage}, tolerance ${formatError(verification.tolerance)}`;
}
