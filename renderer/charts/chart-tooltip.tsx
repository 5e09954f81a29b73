import type { ComponentProps } from 'react';
import { cellId } from '../../electron/ipc/cell.ts';
import { doubtsOf } from '../../electron/ipc/doubts.ts';
import { formatDuration, formatError, formatRatio } from '../../electron/ipc/figures.ts';
import { standingOf } from '../../electron/ipc/ranking.ts';
import { formatRate } from '../../electron/ipc/rate.ts';
import { formatUtilization } from '../../electron/ipc/roof-text.ts';
import type { Run } from '../../electron/ipc/types.ts';
import { contenderLabel } from '../../kernels/index.ts';
import { cellsById } from '../model/cell-index.ts';
import { STATUS } from '../model/cells.ts';
import { sizeLabel } from '../model/problem-size.ts';
import type { CellRef } from '../model/selection.ts';
import { CLOCKS } from '../model/series-notes.ts';
import { useCell } from '../state/selectors.ts';
import { useWorkbench } from '../state/store.ts';
import { Swatch } from '../widgets/marker.tsx';
import { Tooltip } from './tooltip.tsx';

interface ChartTooltipProps extends Pick<ComponentProps<typeof Tooltip>, 'x' | 'y' | 'box'> {
  cell: CellRef;
}

/** The figures of a cell beside its point. */
export function ChartTooltip({ cell: ref, ...place }: ChartTooltipProps) {
  const cell = useCell(ref);
  const run = useWorkbench((state) => state.run);
  if (!cell) return null;
  const { summary, verification } = cell;
  const standing = run && standingOf(cell, besideIn(run, ref));
  const doubt = run && doubtsOf(cell, run.request.method);
  return (
    <Tooltip {...place} testId="chart-tooltip">
      <header>
        <Swatch contender={ref.contender} width={20} />
        <strong>{contenderLabel(ref.contender)}</strong>
        <span className="quiet">{sizeLabel(cell.problem)}</span>
      </header>
      {summary && (
        <dl>
          <dt>Rate</dt>
          <dd>{formatRate(cell.problem, summary.gflops)}</dd>
          <dt>Of roof</dt>
          <dd>{run && formatUtilization(summary.utilization, cell, run)}</dd>
          <dt>Median {CLOCKS[summary.clock].noun}</dt>
          <dd>{formatDuration(summary.medianNs)}</dd>
          <dt>95% interval</dt>
          <dd>
            {formatDuration(summary.ci95Ns[0])} – {formatDuration(summary.ci95Ns[1])}
          </dd>
          {standing && (
            <>
              <dt>Of best</dt>
              <dd>{standing.isTied ? '≈ 1×, within the intervals' : formatRatio(standing.ofBest)}</dd>
            </>
          )}
          <dt>IQR</dt>
          <dd>
            {formatDuration(summary.q1Ns)} – {formatDuration(summary.q3Ns)}
          </dd>
          <dt>Samples</dt>
          <dd>
            {summary.n} × {cell.duplicates ?? 1} dispatches
          </dd>
          <dt>Largest error</dt>
          <dd>{verification ? formatError(verification.maxRelativeError) : '–'}</dd>
        </dl>
      )}
      {cell.status !== 'ok' && (
        <p className={`tone-${STATUS[cell.status].tone}`}>{STATUS[cell.status].label}</p>
      )}
      {doubt && <p className="tone-warn">Doubtful: {doubt}</p>}
      {cell.note && <p>{cell.note}</p>}
      {cell.failure && <p>{cell.failure.message}</p>}
      {cell.status === 'wrong' && verification && (
        <p>
          Error {formatError(verification.maxRelativeError)}, tolerance {formatError(verification.tolerance)}
        </p>
      )}
    </Tooltip>
  );
}

/** The cells of a problem. */
function besideIn({ cells, request }: Run, { problem }: CellRef) {
  const byId = cellsById(cells);
  return request.contenders.map((contender) => byId.get(cellId(problem, contender)));
}
