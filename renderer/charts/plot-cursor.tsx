import { placeInChart, pointAt } from '../model/chart-index.ts';
import { type ChartView, sizeText } from '../model/chart-view.ts';
import { styleOf } from '../model/contender-style.ts';
import type { Box, PlotScales } from '../model/plot-scale.ts';
import { activeOf } from '../model/selection.ts';
import type { DrawnPlot, Point, Series } from '../model/series.ts';
import { useWorkbench } from '../state/store.ts';
import { ChartTooltip } from './chart-tooltip.tsx';
import { targetOf } from './nearest.ts';
import { SelectedDot } from './selected-dot.tsx';

interface PlotCursorProps {
  view: ChartView;
  plot: DrawnPlot;
  runId: string;
  box: Box;
  scales: PlotScales;
  laneOf(series: Series): number;
}

/** Half the width of an interval's ends, in pixels. */
const CAP = 5;

/**
 * Marks the selected cell and, at its size, the other lines: a layer of its own above the drawing, which stays as it is
 * while the pointer moves.
 */
export function PlotCursor({ view, plot, runId, box, scales, laneOf }: PlotCursorProps) {
  const active = useWorkbench(({ selection }) => activeOf(selection));
  const isHovered = useWorkbench(({ selection }) => selection.hovered !== null);
  const found = placeInChart(view.model, active?.runId === runId ? active : null);
  if (!active || !found) return null;
  const { series, item } = found;
  const isHere = found.plot.facet === plot.facet;
  const [from, to] = plot.xDomain;
  const isShown = plot.series.some(({ contender }) => contender === series.contender);
  if (item.x < from || item.x > to) return null;
  const { px, py } = targetOf(series, item, scales, laneOf);
  const others = isHere ? plot.series.filter(({ contender }) => contender !== series.contender) : [];
  const baseline = box.y + box.height;
  return (
    <div className="chart-layer">
      <svg aria-hidden="true">
        <g data-testid="chart-cursor" data-pinned={isHovered ? undefined : ''}>
          <path d={`M${px} ${box.y}V${baseline + 4}`} stroke="var(--line-strong)" />
          {others.map((other) => {
            const point = pointAt(other, item);
            return point && <OtherMark key={other.contender} series={other} point={point} scales={scales} />;
          })}
          {isHere && isShown && <ActiveMark series={series} item={item} px={px} py={py} scales={scales} />}
        </g>
      </svg>
      <span className="chart-size num" style={{ left: px, top: baseline + 6 }} aria-hidden="true">
        {sizeText(item.x)}
      </span>
      {isHovered && isHere && isShown && <ChartTooltip cell={active} x={px} y={py} box={box} />}
    </div>
  );
}

function OtherMark({ series, point, scales }: { series: Series; point: Point; scales: PlotScales }) {
  return (
    <circle
      cx={scales.x(point.x)}
      cy={scales.y(point.value)}
      r={6}
      fill="none"
      stroke={styleOf(series.contender).color}
      strokeOpacity={0.7}
    />
  );
}

/** The cell with its 95% interval. */
function ActiveMark({
  series,
  item,
  px,
  py,
  scales,
}: {
  series: Series;
  item: Point | Series['marks'][number];
  px: number;
  py: number;
  scales: PlotScales;
}) {
  const { color } = styleOf(series.contender);
  if ('status' in item) return <circle cx={px} cy={py} r={12} fill="none" stroke={color} strokeWidth={1.5} />;
  const [bottom, top] = item.interval.map(scales.y) as [number, number];
  return (
    <>
      {bottom - top >= 1 && (
        <path
          data-testid="chart-interval"
          d={`M${px - CAP} ${top}h${2 * CAP}M${px} ${top}V${bottom}M${px - CAP} ${bottom}h${2 * CAP}`}
          fill="none"
          stroke={color}
          strokeWidth={1.5}
        />
      )}
      <SelectedDot contender={series.contender} x={px} y={py} hollow={item.doubtful} />
    </>
  );
}
