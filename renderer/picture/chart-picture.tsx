import type { Run } from '../../electron/ipc/types.ts';
import { visibleLine } from '../../electron/ipc/visible-text.ts';
import { familyOf } from '../../kernels/index.ts';
import type { ChartView } from '../model/chart-view.ts';
import type { Box } from '../model/plot-scale.ts';
import { fitted } from './fitted.ts';
import { legendEntries, legendHeight, PictureLegend } from './picture-legend.tsx';
import { PlotPicture } from './plot-picture.tsx';

/** All in pixels. */
const WIDTH = 960;
const MARGIN = 24;
const TOP = 104;
/** Of a plot: its height, and what its axes need. */
const HEIGHT = 380;
const SMALL_HEIGHT = 220;
const Y_AXIS = 52;
const X_AXIS = 28;
/** Above a plot that has a title. */
const TITLE = 24;

const FONT = "'Inter Variable', Inter, system-ui, 'Helvetica Neue', Arial, sans-serif";

/**
 * The chart of a run as a picture for documents and slides: with its title, device, method and legend, drawn as in the
 * window but independent of its size, and with nothing that needs a browser.
 */
export function ChartPicture({ run, view }: { run: Run; view: ChartView }) {
  const [first] = run.request.problems;
  const entries = legendEntries(run, view);
  const boxes = boxesOf(view.plots.length);
  const bottom = Math.max(...boxes.map(({ y, height }) => y + height)) + X_AXIS;
  const legendY = bottom + 44;
  const height = legendY + legendHeight(entries) + MARGIN / 2;
  const title = visibleLine(run.name);
  const device = visibleLine(`${run.environment.device.name} · ${run.startedAt.slice(0, 10)}`);
  const wide = WIDTH - 2 * MARGIN;
  const middle = (MARGIN + Y_AXIS + WIDTH - MARGIN) / 2;
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
      {view.plots.map((plot, index) => (
        <PlotPicture key={plot.facet} view={view} plot={plot} box={boxes[index] as Box} index={index} />
      ))}
      <text x={middle} y={bottom + 10} textAnchor="middle">
        {view.axisTitle}
      </text>
      {first && (
        <text x={middle} y={bottom + 26} textAnchor="middle" fontSize={11} fill="var(--text-3)">
          {fitted(familyOf(first).convention, wide - Y_AXIS, 11)}
        </text>
      )}
      <g transform={`translate(${MARGIN} ${legendY})`}>
        <PictureLegend entries={entries} />
      </g>
    </svg>
  );
}

/** One plot is as wide as the picture; several are two to a row. */
function boxesOf(count: number): Box[] {
  const columns = count > 1 ? 2 : 1;
  const wide = (WIDTH - 2 * MARGIN) / columns;
  const tall = count > 1 ? TITLE + SMALL_HEIGHT + X_AXIS : 0;
  return Array.from({ length: count }, (_, index) => ({
    x: MARGIN + Y_AXIS + (index % columns) * wide,
    y: TOP + (count > 1 ? TITLE : 0) + Math.floor(index / columns) * tall,
    width: wide - Y_AXIS,
    height: count > 1 ? SMALL_HEIGHT : HEIGHT,
  }));
}
