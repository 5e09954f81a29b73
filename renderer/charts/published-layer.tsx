import type { CSSProperties } from 'react';
import { formatFigure, formatPercent } from '../../electron/ipc/figures.ts';
import { formatRate } from '../../electron/ipc/rate.ts';
import { problemKey } from '../../kernels/index.ts';
import { styleOf } from '../model/contender-style.ts';
import type { Box, PlotScales } from '../model/plot-scale.ts';
import { sizeLabel } from '../model/problem-size.ts';
import type { PublishedLine, PublishedPoint } from '../model/published.ts';
import type { Metric } from '../model/series.ts';
import { MarkerShape, Swatch } from '../widgets/marker.tsx';
import { Tooltip } from './tooltip.tsx';

interface PublishedShapesProps {
  lines: readonly PublishedLine[];
  scales: PlotScales;
}

/** Published figures below what was measured: thin lines and hollow markers. */
export function PublishedShapes({ lines, scales }: PublishedShapesProps) {
  return (
    <g data-testid="chart-published">
      {lines.map(({ id, points }) => {
        const { color, dash } = styleOf(id);
        const places = points.map(({ x, y }) => ({ px: scales.x(x), py: scales.y(y) }));
        return (
          <g key={id} data-series={id}>
            <path
              d={places.map(({ px, py }, at) => `${at === 0 ? 'M' : 'L'}${px} ${py}`).join('')}
              fill="none"
              stroke={color}
              strokeDasharray={dash}
              strokeWidth={1.25}
            />
            {places.map(({ px, py }) => (
              <MarkerShape key={px} contender={id} x={px} y={py} hollow />
            ))}
          </g>
        );
      })}
    </g>
  );
}

/** A published figure in the drawing. */
export interface PublishedTarget {
  readonly line: PublishedLine;
  readonly point: PublishedPoint;
  readonly px: number;
  readonly py: number;
}

/** The published figures in pixels. */
export function publishedTargets(lines: readonly PublishedLine[], scales: PlotScales): PublishedTarget[] {
  return lines.flatMap((line) =>
    line.points.map((point) => ({ line, point, px: scales.x(point.x), py: scales.y(point.y) })),
  );
}

/** What a published figure is, and where it comes from, beside its point. */
export function PublishedTooltip({ target, area }: { target: PublishedTarget; area: Box }) {
  const { line, point, px, py } = target;
  return (
    <Tooltip x={px} y={py} box={area} testId="published-tooltip">
      <header>
        <Swatch contender={line.id} width={20} hollow />
        <strong>{line.title}</strong>
        <span className="quiet">{sizeLabel(point.problem)}</span>
      </header>
      <dl>
        <dt>Published rate</dt>
        <dd>{formatRate(point.problem, point.gflops)}</dd>
        {line.roofGflops !== null && (
          <>
            <dt>Of that device’s roof</dt>
            <dd>{formatPercent(point.gflops / line.roofGflops)}</dd>
          </>
        )}
        <dt>Device</dt>
        <dd>{line.device}</dd>
      </dl>
      <p>{line.source}</p>
      <p className="quiet">{line.note} Not measured by Tilescope.</p>
    </Tooltip>
  );
}

interface PublishedEntriesProps {
  lines: readonly PublishedLine[];
  metric: Metric;
  /** The key of the selected problem. */
  problem: string | undefined;
  /** Where labels beside the ends of their lines are. */
  styleOf(id: string): CSSProperties | undefined;
}

/** Entries of the legend: the published series with their devices, and their values at the selected size. */
export function PublishedEntries({ lines, metric, problem, styleOf: placeOf }: PublishedEntriesProps) {
  const format = metric === 'utilization' ? formatPercent : formatFigure;
  return lines.map(({ id, title, device, source, note, points }) => {
    const point = points.find((one) => problemKey(one.problem) === problem);
    return (
      <li
        key={id}
        className="legend-entry"
        data-published=""
        style={placeOf(id)}
        title={`${source}. ${note} Not measured by Tilescope.`}
      >
        <Swatch contender={id} hollow />
        <span className="contender-name">
          <span className="truncate">{title}</span>
          <small className="truncate quiet">{device.split(',')[0]}, published</small>
        </span>
        <span className="legend-value">{point ? format(point.y) : '–'}</span>
      </li>
    );
  });
}
