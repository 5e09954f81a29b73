import type { ReactNode } from 'react';
import type { Run } from '../../electron/ipc/types.ts';
import { type MarkedStatus, STATUS } from '../model/cells.ts';
import type { ChartView } from '../model/chart-view.ts';
import { labelParts, styleOf } from '../model/contender-style.ts';
import { seriesNotes } from '../model/series-notes.ts';
import { MarkerShape } from '../widgets/marker.tsx';
import { GlyphShape } from '../widgets/status-glyph.tsx';
import { fitted } from './fitted.ts';

const COLUMNS = 3;
/** In pixels. */
const COLUMN = 304;
const ROW = 24;
const ROW_WITH_DETAIL = 34;
const SWATCH = 34;
const TEXT_X = SWATCH + 10;

export interface LegendEntry {
  readonly key: string;
  readonly sign: ReactNode;
  readonly label: string;
  readonly detail: string;
}

/** What is to be seen in the picture: its lines, what others have published, and what its marks mean. */
export function legendEntries({ cells, environment }: Run, { plots, published }: ChartView): LegendEntry[] {
  const notes = seriesNotes(cells, environment);
  const all = plots.flatMap(({ series }) => series);
  const lines = plots[0]?.series ?? [];
  const statuses = [...new Set(all.flatMap(({ marks }) => marks.map(({ status }) => status)))];
  const doubtful = all.find(({ points }) => points.some((point) => point.doubtful));
  return [
    ...lines.map(({ contender, detail: at, points }): LegendEntry => {
      const { label, parameters } = labelParts(contender.split('|')[0] ?? contender);
      const detail = [at, notes.of(points[0]?.contender ?? contender), parameters]
        .filter(Boolean)
        .join(' · ');
      return { key: contender, sign: <LineSign contender={contender} />, label, detail };
    }),
    ...published.map(({ id, title, device }): LegendEntry => {
      const detail = `${device.split(',')[0]}, published`;
      return { key: id, sign: <LineSign contender={id} hollow />, label: title, detail };
    }),
    ...(doubtful
      ? [
          {
            key: 'doubtful',
            sign: <MarkerShape contender={doubtful.contender} x={SWATCH / 2} y={0} hollow />,
            label: 'Hollow: doubtful',
            detail: '',
          },
        ]
      : []),
    ...statuses.map(
      (status: MarkedStatus): LegendEntry => ({
        key: status,
        sign: <GlyphShape status={status} x={SWATCH / 2} y={0} />,
        label: STATUS[status].label,
        detail: '',
      }),
    ),
  ];
}

/** In pixels. */
export function legendHeight(entries: readonly LegendEntry[]): number {
  return Math.ceil(entries.length / COLUMNS) * rowHeight(entries);
}

function rowHeight(entries: readonly LegendEntry[]): number {
  return entries.some(({ detail }) => detail !== '') ? ROW_WITH_DETAIL : ROW;
}

/** The entries from left to right, then down. */
export function PictureLegend({ entries }: { entries: readonly LegendEntry[] }) {
  const row = rowHeight(entries);
  return entries.map(({ key, sign, label, detail }, index) => (
    <g
      key={key}
      transform={`translate(${(index % COLUMNS) * COLUMN} ${Math.floor(index / COLUMNS) * row + 8})`}
    >
      {sign}
      <text x={TEXT_X} y={4} fill="var(--text)">
        {fitted(label, COLUMN - TEXT_X - 8, 12)}
      </text>
      {detail && (
        <text x={TEXT_X} y={18} fontSize={11} fill="var(--text-3)">
          {fitted(detail, COLUMN - TEXT_X - 8, 11)}
        </text>
      )}
    </g>
  ));
}

function LineSign({ contender, hollow }: { contender: string; hollow?: boolean }) {
  const { color, dash } = styleOf(contender);
  const middle = SWATCH / 2;
  return (
    <>
      <path
        d={`M${middle} 0H0M${middle} 0H${SWATCH}`}
        stroke={color}
        strokeWidth={1.75}
        strokeDasharray={dash}
      />
      <MarkerShape contender={contender} x={middle} y={0} hollow={hollow} />
    </>
  );
}
