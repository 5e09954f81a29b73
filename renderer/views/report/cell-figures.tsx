import { coverageLabel } from '../../../electron/ipc/coverage.ts';
import {
  formatDuration,
  formatError,
  formatFigure,
  formatPercent,
  formatRatio,
} from '../../../electron/ipc/figures.ts';
import { verifiedAgainst } from '../../../electron/ipc/own-kernels/verified-against.ts';
import { type RateUnit, rateIn } from '../../../electron/ipc/rate.ts';
import { formatUtilization } from '../../../electron/ipc/roof-text.ts';
import { isMarked, STATUS } from '../../model/cells.ts';
import type { RowCell } from '../../model/rows.ts';
import { useWorkbench } from '../../state/store.ts';
import { StatusGlyph } from '../../widgets/status-glyph.tsx';

/** No rank is given where it would be a guess. */
export const TIED = 'as fast as the best, within the 95% intervals';

/** What the table shows of a cell: two lines of three figures, or its status with the reason. */
export function CellFigures({
  entry: { cell, standing, isLeader, relativeIqr, doubt },
  unit,
}: {
  entry: RowCell;
  unit: RateUnit;
}) {
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
      <Utilization cell={cell} utilization={summary.utilization} />
      <span
        className={isLeader ? 'tone-good' : undefined}
        title={standing?.isTied ? `A${TIED.slice(1)}` : undefined}
      >
        {standing === null ? '–' : standing.isTied ? '≈ 1×' : formatRatio(standing.ofBest)}
      </span>
      <small>{formatDuration(summary.medianNs)}</small>
      <small>{relativeIqr === null ? '–' : formatPercent(relativeIqr)}</small>
      <small title={doubt ? `Doubtful: ${doubt}` : verificationTitle(cell)}>
        {verification && <Tick doubt={doubt} />}
        {verification ? formatError(verification.maxRelativeError) : '–'}
      </small>
    </div>
  );
}

/** With a word on where the data were, if bandwidth is the ceiling, or on the units, if there are two kinds. */
function Utilization({ cell, utilization }: { cell: RowCell['cell']; utilization: number }) {
  const text = useWorkbench(({ run }) => (run ? formatUtilization(utilization, cell, run) : ''));
  const [percent = '', kind] = text.split('\u00a0');
  return (
    <span>
      {percent}
      {kind && <small> {kind}</small>}
    </span>
  );
}

/** A tick for a correct result, hollow if its figures are doubtful. */
function Tick({ doubt }: { doubt: string | null }) {
  return doubt ? <span className="tick tone-warn">○</span> : <span className="tick tone-good">✓</span>;
}

export function verificationTitle({ verification, problem }: RowCell['cell']): string | undefined {
  if (!verification) return undefined;
  const coverage = coverageLabel(verification);
  return `Verified against ${verifiedAgainst([problem])}: ${coverage}, tolerance ${formatError(verification.tolerance)}`;
}
