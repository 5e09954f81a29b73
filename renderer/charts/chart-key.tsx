import { useMemo } from 'react';
import { type MarkedStatus, STATUS } from '../model/cells.ts';
import type { ChartView } from '../model/chart-view.ts';
import { MarkerShape } from '../widgets/marker.tsx';
import { StatusGlyph } from '../widgets/status-glyph.tsx';

/** What the marks mean that a chart has: hollow points, and the signs of cells without figures. */
export function ChartKey({ view: { plots } }: { view: ChartView }) {
  const { doubtful, statuses } = useMemo(() => {
    const series = plots.flatMap((plot) => plot.series);
    const found = new Set(series.flatMap(({ marks }) => marks.map(({ status }) => status)));
    return {
      doubtful: series.find(({ points }) => points.some((point) => point.doubtful))?.contender,
      statuses: [...found] as MarkedStatus[],
    };
  }, [plots]);
  if (doubtful === undefined && statuses.length === 0) return null;
  return (
    <ul className="chart-key" aria-label="Marks" data-testid="chart-key">
      {doubtful !== undefined && (
        <li>
          <svg width={14} height={14} viewBox="-7 -7 14 14" aria-hidden="true">
            <MarkerShape contender={doubtful} x={0} y={0} hollow />
          </svg>
          Doubtful
        </li>
      )}
      {statuses.map((status) => (
        <li key={status}>
          <StatusGlyph status={status} />
          {STATUS[status].label}
        </li>
      ))}
    </ul>
  );
}
