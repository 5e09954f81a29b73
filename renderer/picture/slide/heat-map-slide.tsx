import { heatScale } from '../../charts/heat-scale.ts';
import { VALUE_TEXT } from '../../model/chart-view.ts';
import type { Box } from '../../model/plot-scale.ts';
import { HEAT_KIND, type MapCell, runMap } from '../../model/run-map.ts';
import { seriesNotes } from '../../model/series-notes.ts';
import { belowCaption, Caption, Nothing } from './caption.tsx';
import type { SlideBodyProps } from './slide-picture.tsx';

/** Of the labels beside and above the cells. */
const LEFT = 96;
const HEAD = 40;
/** Of a cell; figures need more than the least. */
const MOST = { width: 120, height: 40 } as const;
const FIGURE_WIDTH = 38;
const FIGURE_HEIGHT = 14;
const LABEL = 12;

/** A run over two of its extents, fields or parameters. */
export function HeatMapSlide({ content: { run }, view, box }: SlideBodyProps) {
  const { metric, filter, reference } = view;
  const map = runMap(run, view.map, { metric, filter, reference });
  const { x, y, xs, ys, cells } = map;
  const title = x && y ? `${map.title} by ${x.label} and ${y.label}` : map.title;
  const area = belowCaption(box);
  const width = Math.min(MOST.width, (area.width - LEFT) / Math.max(1, xs.length));
  const height = Math.min(MOST.height, (area.height - HEAD) / Math.max(1, ys.length));
  const [left, top] = [area.x + LEFT, area.y + HEAD];
  const values = cells.flatMap(({ value }) => value ?? []);
  const scale = heatScale(HEAT_KIND[metric], values);
  const paint = ({ value }: MapCell) => {
    if (value === null) return 'var(--raised)';
    const { side, percent } = scale.heatOf(value);
    return `color-mix(in oklab, var(--heat-${side}) ${percent}%, var(--heat-even))`;
  };
  const note = seriesNotes(run.cells, run.environment).all.filter(Boolean).join(', ');
  return (
    <>
      <Caption box={box} title={title} note={note} />
      {(!x || !y || map.isTooLarge || cells.length === 0) && <Nothing box={area} text="No cells to show" />}
      {x && y && !map.isTooLarge && (
        <g fontSize={LABEL}>
          <text x={area.x} y={top - 6} fill="var(--text-3)">
            {`${y.label} ↓`}
          </text>
          <text x={left} y={area.y + 10} fill="var(--text-3)">
            {`${x.label} →`}
          </text>
          {every(xs, 44 / width).map(([label, index]) => (
            <text key={label} x={left + (index + 0.5) * width} y={top - 6} textAnchor="middle">
              {label}
            </text>
          ))}
          {every(ys, LABEL / height).map(([label, index]) => (
            <text key={label} x={left - 8} y={top + (index + 0.5) * height + 4} textAnchor="end">
              {label}
            </text>
          ))}
          {cells.map((cell) => (
            <HeatCellPicture
              key={`${cell.x}\n${cell.y}`}
              cell={cell}
              fill={paint(cell)}
              text={cell.value === null ? '' : VALUE_TEXT[metric](cell.value)}
              box={{
                x: left + xs.indexOf(cell.x) * width,
                y: top + ys.indexOf(cell.y) * height,
                width,
                height,
              }}
            />
          ))}
        </g>
      )}
    </>
  );
}

/** As many labels as have room, with their places. */
function every(labels: readonly string[], needed: number): (readonly [string, number])[] {
  const stride = Math.max(1, Math.ceil(needed));
  return labels.map((label, index) => [label, index] as const).filter(([, index]) => index % stride === 0);
}

/** A cell: the best is ringed, what has no figure is crossed, and a doubtful one has a hollow corner. */
function HeatCellPicture({ cell, fill, text, box }: { cell: MapCell; fill: string; text: string; box: Box }) {
  const { x, y, width, height } = box;
  const isBest = cell.mark === 'best';
  return (
    <g>
      <rect
        x={x + 1}
        y={y + 1}
        width={Math.max(1, width - 2)}
        height={Math.max(1, height - 2)}
        fill={fill}
        stroke={isBest ? 'var(--text)' : 'none'}
        strokeWidth={isBest ? 2 : 0}
      />
      {cell.mark === 'refused' && (
        <path d={`M${x + 2} ${y + height - 2}L${x + width - 2} ${y + 2}`} stroke="var(--line-strong)" />
      )}
      {cell.isDoubtful && (
        <path
          d={`M${x + width - 8} ${y + 2}h6v6z`}
          fill="var(--surface)"
          stroke="var(--text)"
          strokeWidth={0.75}
        />
      )}
      {width >= FIGURE_WIDTH && height >= FIGURE_HEIGHT && (
        <text x={x + width / 2} y={y + height / 2 + 4} textAnchor="middle" fill="var(--text)">
          {text}
        </text>
      )}
    </g>
  );
}
