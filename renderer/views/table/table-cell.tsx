import type { CSSProperties } from 'react';
import { formatDuration, formatPercent } from '../../../electron/ipc/figures.ts';
import { formatRate, type RateUnit } from '../../../electron/ipc/rate.ts';
import { ceilingName } from '../../../electron/ipc/roof-text.ts';
import type { Roof } from '../../../electron/ipc/types.ts';
import { contenderLabel } from '../../../kernels/index.ts';
import { isMarked, STATUS } from '../../model/cells.ts';
import { figureText } from '../../model/figure-text.ts';
import { sizeLabel } from '../../model/problem-size.ts';
import type { Figure, RowCell } from '../../model/rows.ts';
import type { CellRef } from '../../model/selection.ts';
import { CLOCKS } from '../../model/series-notes.ts';
import { tintOf } from '../../model/tint.ts';
import { useWorkbenchStore } from '../../state/store.ts';
import { StatusGlyph } from '../../widgets/status-glyph.tsx';
import { TIED, verificationTitle } from '../report/cell-figures.tsx';

/** What the figures of a table have in common. */
export interface TableFigures {
  readonly figure: Figure;
  /** Of its rates. */
  readonly unit: RateUnit;
  readonly roof: Roof;
}

interface TableCellProps {
  entry: RowCell;
  cellRef: CellRef;
  figures: TableFigures;
  isActive: boolean;
  isPinned: boolean;
  /** It has the tab stop of the table. */
  tabStop: boolean;
}

/** A figure of a cell, on a background that says which side of the reference it is on. */
export function TableCell({ entry, cellRef, figures, isActive, isPinned, tabStop }: TableCellProps) {
  const store = useWorkbenchStore();
  const tint = tintOf(entry.ofReference);
  return (
    <td
      data-active={isActive || undefined}
      data-pinned={isPinned || undefined}
      data-contender={cellRef.contender}
      data-status={entry.cell.status}
      data-tint={tint?.side}
      style={tint ? ({ '--strength': tint.strength } as CSSProperties) : undefined}
      onPointerEnter={() => store.getState().hover(cellRef)}
    >
      <button
        type="button"
        className="cell"
        tabIndex={tabStop ? 0 : -1}
        aria-pressed={isPinned}
        aria-label={describeEntry(entry, figures.roof)}
        onClick={() => store.getState().pin(cellRef)}
      >
        <Content entry={entry} figures={figures} />
      </button>
    </td>
  );
}

function Content({ entry, figures: { figure, unit } }: Pick<TableCellProps, 'entry' | 'figures'>) {
  const { status, summary, verification, failure } = entry.cell;
  if (isMarked(status)) {
    const { label, tone } = STATUS[status];
    return (
      <span className="outcome" title={[label, failure?.code, failure?.message].filter(Boolean).join(' · ')}>
        <span className={`tone-${tone}`}>
          <StatusGlyph status={status} /> {label}
        </span>{' '}
        <span className="quiet">
          {status === 'failed' && failure && <code>{failure.code} </code>}
          {failure?.message}
        </span>
      </span>
    );
  }
  if (!summary) {
    const { label, tone } = STATUS[status];
    return <span className={`outcome tone-${tone}`}>{status === 'pending' ? '·' : label}</span>;
  }
  const { doubt, isLeader } = entry;
  return (
    <span className="figure" title={doubt ? `Doubtful: ${doubt}` : verificationTitle(entry.cell)}>
      {verification && <span className={`tick tone-${doubt ? 'warn' : 'good'}`}>{doubt ? '○' : '✓'}</span>}
      <span className="num" data-leads={isLeader || undefined}>
        {figureText(figure, entry, unit)}
      </span>
    </span>
  );
}

/** The cell as screen readers announce it. */
function describeEntry({ cell, standing, doubt }: RowCell, roof: Roof): string {
  const { summary, status, problem, contender } = cell;
  const where = `${contenderLabel(contender)} at ${sizeLabel(problem)}: ${STATUS[status].label}`;
  if (!summary) return where;
  const best =
    standing === null ? '' : `, ${standing.isTied ? TIED : `${formatPercent(standing.ofBest)} of the best`}`;
  const rate = `${formatRate(problem, summary.gflops)}, ${formatPercent(summary.utilization)} of ${ceilingName(roof, cell)}`;
  const doubtful = doubt ? `, doubtful: ${doubt}` : '';
  return `${where}, ${rate}${best}, median ${CLOCKS[summary.clock].noun} ${formatDuration(summary.medianNs)}${doubtful}`;
}
