import { laneHeight } from '../../charts/chart-marks.tsx';
import { type ChartView, chartView, VALUE_TEXT } from '../../model/chart-view.ts';
import { labelParts, styleOf } from '../../model/contender-style.ts';
import { placeLabels } from '../../model/end-labels.ts';
import { type Box, plotScales } from '../../model/plot-scale.ts';
import { restingRef } from '../../model/selection.ts';
import type { DrawnPlot, Series } from '../../model/series.ts';
import { seriesNotes } from '../../model/series-notes.ts';
import { MarkerShape } from '../../widgets/marker.tsx';
import { fitted } from '../fitted.ts';
import { PlotPicture } from '../plot-picture.tsx';
import { belowCaption, Caption, HollowNote } from './caption.tsx';
import { ContenderRow } from './contender-row.tsx';
import type { SlideBodyProps } from './slide-picture.tsx';

/** Of a plot: what its axes and the title below them need. */
const Y_AXIS = 48;
const X_AXIS = 28;
const AXIS_TITLE = 20;
/** Beside a plot: the names of its lines. */
const LABELS = 190;
const LABEL_HEIGHT = 36;
/** Above each of several plots. */
const FACET = 24;
const ROW = 28;
const GAP = 20;

/** The chart of a run. One plot has labels at the ends of its lines; several share a row of names. */
export function ChartSlide({ content: { run }, view: shown, box, unbuilt }: SlideBodyProps) {
  const { problem } = shown.pinned ?? restingRef(run.id, run.cells, run.request.contenders) ?? {};
  const view = chartView(run, { ...shown, problem, showsPublished: false });
  const area = belowCaption(box);
  const [only] = view.plots;
  const isSingle = view.plots.length === 1 && (only?.series.length ?? 0) * LABEL_HEIGHT <= area.height;
  const boxes = isSingle
    ? [
        {
          ...area,
          x: area.x + Y_AXIS,
          width: area.width - Y_AXIS - LABELS,
          height: area.height - X_AXIS - AXIS_TITLE,
        },
      ]
    : boxesOf(view.plots.length, { ...area, y: area.y + ROW, height: area.height - ROW - AXIS_TITLE });
  const middle = isSingle && boxes[0] ? boxes[0].x + boxes[0].width / 2 : box.x + box.width / 2;
  return (
    <>
      <Caption box={box} title={view.title} note={view.note} />
      {!isSingle && (
        <ContenderRow box={area} contenders={(only?.series ?? []).map(({ contender }) => contender)} />
      )}
      {view.plots.map((plot, index) => (
        <PlotPicture
          key={plot.facet}
          view={view}
          plot={{ ...plot, series: built(plot, unbuilt) }}
          box={boxes[index] as Box}
          index={index}
        />
      ))}
      {isSingle && only && boxes[0] && (
        <EndLabels run={run} view={view} plot={only} box={boxes[0]} unbuilt={unbuilt} />
      )}
      <text x={middle} y={box.y + box.height - 4} textAnchor="middle" fontSize={12}>
        {view.axisTitle}
      </text>
      {view.plots.some(({ series }) =>
        series.some(({ points }) => points.some(({ doubtful }) => doubtful)),
      ) && <HollowNote box={box} />}
    </>
  );
}

function built({ series }: DrawnPlot, unbuilt: readonly string[]): readonly Series[] {
  return series.filter(({ contender }) => !unbuilt.includes(contender));
}

interface EndLabelsProps {
  run: SlideBodyProps['content']['run'];
  view: ChartView;
  plot: DrawnPlot;
  box: Box;
  unbuilt: readonly string[];
}

/** The name of each line with its last value, as near to its end as others leave room. */
function EndLabels({ run, view, plot, box, unbuilt }: EndLabelsProps) {
  const scales = plotScales(plot, view.xScale, box, laneHeight(plot.series));
  const notes = seriesNotes(run.cells, run.environment);
  const ends = plot.series.map((series) => ({
    series,
    last: series.points.findLast(({ x }) => x <= plot.xDomain[1]),
  }));
  const middles = placeLabels(
    ends.map(({ series, last }) => ({
      id: series.contender,
      y: last ? scales.y(last.value) : null,
      height: LABEL_HEIGHT,
    })),
    box.y,
    box.y + box.height + X_AXIS,
  );
  const x = box.x + box.width + 12;
  return ends
    .filter(({ series }) => !unbuilt.includes(series.contender))
    .map(({ series: { contender, detail, points }, last }) => {
      const { label, parameters } = labelParts(contender.split('|')[0] ?? contender);
      const note = notes.of(points[0]?.contender ?? contender);
      const below = [last && VALUE_TEXT[view.metric](last.value), detail, note, parameters]
        .filter(Boolean)
        .join(' · ');
      return (
        <g key={contender} transform={`translate(${x} ${middles?.get(contender) ?? 0})`}>
          <g transform="scale(1.2)">
            <MarkerShape contender={contender} x={5} y={-4} />
          </g>
          <text x={18} y={0} fontWeight={600} fill={styleOf(contender).color}>
            {fitted(label, LABELS - 30, 13)}
          </text>
          <text x={18} y={15} fontSize={11}>
            {fitted(below, LABELS - 30, 11)}
          </text>
        </g>
      );
    });
}

/** Several plots, as many to a row as leave them wider than high. */
function boxesOf(count: number, area: Box): Box[] {
  const columns = count <= 1 ? 1 : count <= 4 ? 2 : count <= 9 ? 3 : 4;
  const rows = Math.ceil(count / columns);
  const [wide, tall] = [(area.width + GAP) / columns, area.height / rows];
  return Array.from({ length: count }, (_, index) => ({
    x: area.x + Y_AXIS + (index % columns) * wide,
    y: area.y + FACET + Math.floor(index / columns) * tall,
    width: wide - GAP - Y_AXIS,
    height: Math.max(24, tall - FACET - X_AXIS),
  }));
}
