import type { Run } from '../../electron/ipc/types.ts';
import { visibleLine } from '../../electron/ipc/visible-text.ts';
import { familyOf } from '../../kernels/index.ts';
import { LineShapes } from '../charts/chart-lines.tsx';
import { laneHeight, MarkShapes } from '../charts/chart-marks.tsx';
import { PublishedShapes } from '../charts/published-layer.tsx';
import { type ChartView, sizeText, TICK_TEXT } from '../model/chart-view.ts';
import type { ChartModel, XScale } from '../model/series.ts';
import { fitted } from './fitted.ts';
import { legendEntries, legendHeight, PictureLegend } from './picture-legend.tsx';

/** All in pixels. */
const WIDTH = 960;
const MARGIN = 24;
const PLOT = { x: 76, y: 104, width: WIDTH - MARGIN - 76, height: 380 } as const;
const BASELINE = PLOT.y + PLOT.height;
/** Between the ends of the horizontal axis and the first and the last place. */
const INSET = 20;
const LEGEND_Y = BASELINE + 72;
/** Labels of sizes are not closer than this. */
const MIN_TICK_GAP = 40;

const FONT = "'Inter Variable', Inter, system-ui, 'Helvetica Neue', Arial, sans-serif";

/**
 * The chart of a run as a picture for documents and slides: with its title, device, method and legend, drawn as in the
 * window but independent of its size, and with nothing that needs a browser.
 */
export function ChartPicture({ run, view }: { run: Run; view: ChartView }) {
  const { drawn, published, xScale, metric } = view;
  const x = horizontal(drawn.xDomain, xScale);
  const y = vertical(drawn);
  const [first] = run.request.problems;
  const entries = legendEntries(run, view);
  const height = LEGEND_Y + legendHeight(entries) + MARGIN / 2;
  const title = visibleLine(run.name);
  const device = visibleLine(`${run.environment.device.name} · ${run.startedAt.slice(0, 10)}`);
  const wide = WIDTH - 2 * MARGIN;
  return (
    <svg
      xmlns="http://www.w3.org/2000/svg"
      width={WIDTH}
      height={height}
      viewBox={`0 0 ${WIDTH} ${height}`}
      fontFamily={FONT}
      fontSize={12}
      fill="var(--text-2)"
    >
      <title>{`${title}: ${view.title}`}</title>
      <rect width={WIDTH} height={height} fill="var(--surface)" />
      <text x={MARGIN} y={38} fontSize={20} fontWeight={600} fill="var(--text)">
        {fitted(title, wide, 20)}
      </text>
      <text x={MARGIN} y={60}>
        {fitted(device, wide, 12)}
      </text>
      <text x={MARGIN} y={84} fontWeight={600}>
        {view.title}
        <tspan fontWeight={400} fill="var(--text-3)" dx={8}>
          {fitted(view.note, wide - 220, 12)}
        </tspan>
      </text>
      <g fontSize={11} fill="var(--text-3)">
        {drawn.yAxis.ticks.map((tick) => (
          <g key={tick}>
            <path d={`M${PLOT.x} ${y(tick)}h${PLOT.width}`} stroke="var(--line)" />
            <text x={PLOT.x - 8} y={y(tick) + 4} textAnchor="end">
              {TICK_TEXT[metric](tick)}
            </text>
          </g>
        ))}
        <path d={`M${PLOT.x} ${BASELINE}h${PLOT.width}`} stroke="var(--line-strong)" />
        {spaced(view.xTicks, x).map((tick) => (
          <g key={tick}>
            <path d={`M${x(tick)} ${BASELINE}v4`} stroke="var(--line-strong)" />
            <text x={x(tick)} y={BASELINE + 17} textAnchor="middle">
              {sizeText(tick)}
            </text>
          </g>
        ))}
      </g>
      <text x={PLOT.x + PLOT.width / 2} y={BASELINE + 38} textAnchor="middle">
        {view.axisTitle}
      </text>
      {first && (
        <text
          x={PLOT.x + PLOT.width / 2}
          y={BASELINE + 54}
          textAnchor="middle"
          fontSize={11}
          fill="var(--text-3)"
        >
          {fitted(familyOf(first).convention, PLOT.width, 11)}
        </text>
      )}
      {drawn.roof !== null && (
        <g>
          <path
            d={`M${PLOT.x} ${y(drawn.roof)}h${PLOT.width}`}
            stroke="var(--text-2)"
            strokeDasharray="6 4"
          />
          <text x={PLOT.x + 6} y={y(drawn.roof) - 6} fontSize={11}>
            {view.roofLabel}
          </text>
        </g>
      )}
      <PublishedShapes lines={published} x={x} y={y} />
      <LineShapes series={drawn.series} x={x} y={y} />
      <MarkShapes series={drawn.series} x={x} baseline={BASELINE} />
      <g transform={`translate(${MARGIN} ${LEGEND_Y})`}>
        <PictureLegend entries={entries} />
      </g>
    </svg>
  );
}

function horizontal([min, max]: ChartModel['xDomain'], scale: XScale): (value: number) => number {
  const place = scale === 'log2' ? Math.log2 : Number;
  const span = place(max) - place(min);
  return (value) => PLOT.x + INSET + ((place(value) - place(min)) / span) * (PLOT.width - 2 * INSET);
}

/** The lanes of marks are below the foot of the scale. */
function vertical({ yAxis, series }: ChartModel): (value: number) => number {
  const place = yAxis.scale === 'log' ? Math.log10 : Number;
  const [min, max] = yAxis.domain;
  const height = PLOT.height - laneHeight(series);
  const span = place(max) - place(min);
  return (value) => PLOT.y + height * (1 - (place(value) - place(min)) / span);
}

/** The ticks without those whose labels would touch the one before. */
function spaced(ticks: readonly number[], x: (value: number) => number): number[] {
  let end = Number.NEGATIVE_INFINITY;
  return ticks.filter((tick) => {
    const isFree = x(tick) - end >= MIN_TICK_GAP;
    if (isFree) end = x(tick);
    return isFree;
  });
}
