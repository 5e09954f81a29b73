import { useMemo } from 'react';
import { arithmeticOfCell } from '../../../electron/ipc/arithmetic.ts';
import { describeConditions } from '../../../electron/ipc/conditions.ts';
import { coverageLabel } from '../../../electron/ipc/coverage.ts';
import { doubtsOf, relativeIqrOf } from '../../../electron/ipc/doubts.ts';
import { formatDuration, formatError, formatPercent } from '../../../electron/ipc/figures.ts';
import type { Cell, Summary } from '../../../electron/ipc/types.ts';
import { contenderLabel } from '../../../kernels/index.ts';
import { STATUS } from '../../model/cells.ts';
import { styleOf } from '../../model/contender-style.ts';
import { problemLabel } from '../../model/problem-size.ts';
import { medianOf, sampleStrip } from '../../model/sample-strip.ts';
import { CLOCKS } from '../../model/series-notes.ts';
import { useSampledCell, useSettledRef } from '../../state/selectors.ts';
import { useWorkbench } from '../../state/store.ts';

/** The samples of the selected cell in the order they were taken, and the figures derived from them. */
export function Samples() {
  const { ref } = useSettledRef();
  const cell = useSampledCell(ref);
  const method = useWorkbench(({ run }) => run?.request.method);
  if (!cell) return <p className="empty">Select a cell to see its samples.</p>;
  const doubt = method && doubtsOf(cell, method);
  const title = `${contenderLabel(cell.contender)} · ${problemLabel(cell.problem)}`;
  if (!cell.summary) {
    return (
      <div className="empty">
        <p>{title}</p>
        <p className={`tone-${STATUS[cell.status].tone}`}>
          {cell.failure ? `${cell.failure.code}: ${cell.failure.message}` : STATUS[cell.status].label}
        </p>
        {cell.failure?.detail && <pre className="mono">{cell.failure.detail}</pre>}
      </div>
    );
  }
  return (
    <div className="samples">
      <figure>
        <figcaption className="quiet truncate">{title}</figcaption>
        {doubt && <p className="tone-warn">Doubtful: {doubt}</p>}
        {cell.note && <p className="quiet">{cell.note}</p>}
        {cell.failure && (
          <p className={`tone-${STATUS[cell.status].tone}`}>
            {cell.failure.code}: {cell.failure.message}
          </p>
        )}
        {cell.samples.length > 0 && <Strip cell={cell} summary={cell.summary} />}
      </figure>
      <Figures cell={cell} summary={cell.summary} />
    </div>
  );
}

function Strip({ cell, summary }: { cell: Cell; summary: Summary }) {
  const strip = useMemo(() => sampleStrip(cell.samples, summary), [cell.samples, summary]);
  const percent = (share: number) => `${(share * 100).toFixed(2)}%`;
  const height = (ns: number) => percent(1 - strip.at(ns));
  const { color } = styleOf(cell.contender);
  return (
    <div className="strip">
      <div className="strip-axis quiet num">
        <span>{formatDuration(strip.maxNs)}</span>
        <span>{formatDuration(strip.minNs)}</span>
      </div>
      <svg
        role="img"
        aria-label={`${cell.samples.length} samples around ${formatDuration(summary.medianNs)}`}
      >
        <rect
          x="0"
          width="100%"
          y={height(summary.q3Ns)}
          height={percent(strip.at(summary.q3Ns) - strip.at(summary.q1Ns))}
          fill={color}
          opacity={0.14}
        />
        <line x1="0" x2="100%" y1={height(summary.medianNs)} y2={height(summary.medianNs)} stroke={color} />
        {strip.points.map(({ x, y, ns, outlier }) => (
          <circle
            key={x}
            cx={percent(0.01 + x * 0.98)}
            cy={percent(1 - y)}
            r={3}
            fill={outlier ? 'var(--surface)' : color}
            stroke={color}
          >
            <title>{formatDuration(ns)}</title>
          </circle>
        ))}
      </svg>
    </div>
  );
}

/** The other times of samples from a GPU: wall time, and the time between the encoder's time stamps. */
function otherClocks({ samples, summary }: Cell): [string, string][] {
  if (summary?.clock !== 'gpu' || samples.length === 0) return [];
  const encoder = medianOf(samples.flatMap(({ encoderNs }) => encoderNs ?? []));
  const wall = medianOf(samples.map(({ wallNs }) => wallNs));
  return [
    ['Median wall time', wall === null ? '–' : formatDuration(wall)],
    ['Median encoder time', encoder === null ? 'Not sampled' : formatDuration(encoder)],
  ];
}

function Figures({ cell, summary }: { cell: Cell; summary: Summary }) {
  const { verification } = cell;
  const figures: [string, string][] = [
    ['Median', formatDuration(summary.medianNs)],
    ['95% interval', `${formatDuration(summary.ci95Ns[0])} – ${formatDuration(summary.ci95Ns[1])}`],
    ['IQR', `${formatDuration(summary.q1Ns)} – ${formatDuration(summary.q3Ns)}`],
    ['Minimum', formatDuration(summary.minNs)],
    ['95th percentile', formatDuration(summary.p95Ns)],
    ['Relative IQR', formatPercent(relativeIqrOf(summary))],
    ['Samples × duplicates', `${summary.n} × ${cell.duplicates ?? 1}`],
    ['Outliers (hollow)', String(summary.outliers)],
    ['Clock', CLOCKS[summary.clock].title],
    ...otherClocks(cell),
    ['Conditions', cell.conditions ? describeConditions(cell.conditions) : 'Not recorded'],
    ['Compile time', cell.compileMs === null ? 'Not compiled' : formatDuration(cell.compileMs * 1e6)],
  ];
  if (verification) {
    figures.push(
      ['Largest error', formatError(verification.maxRelativeError)],
      ['Arithmetic', arithmeticOfCell(cell) ?? 'Not revealed by the error'],
      ['Tolerance', formatError(verification.tolerance)],
      ['Verified', coverageLabel(verification)],
    );
  }
  return (
    <dl className="figure-list num">
      {figures.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
