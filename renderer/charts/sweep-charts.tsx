import { useMemo, useState } from 'react';
import type { ChartView } from '../model/chart-view.ts';
import { labelParts } from '../model/contender-style.ts';
import { type EndLabel, placeLabels } from '../model/end-labels.ts';
import type { Box, PlotScales } from '../model/plot-scale.ts';
import { Legend, labelLines } from './legend.tsx';
import { Overview } from './overview.tsx';
import { SweepChart } from './sweep-chart.tsx';
import type { MovingZoom } from './use-moving-zoom.ts';
import { useSize } from './use-size.ts';

interface SweepChartsProps extends Pick<MovingZoom, 'isMoving' | 'move'> {
  view: ChartView;
  runId: string;
  /** See seriesNotes(). */
  noteOf(contender: string): string | null;
}

/** Labels beside their lines are as wide as the longest, within limits; smaller charts have a legend. In pixels. */
const LABEL_PX = { least: 132, most: 216, digit: 6.8, rest: 92 } as const;
const LEAST_WIDTH = 560;
const LINE_PX = 15;
const PADDING_PX = 9;
/** From so many places on, a strip below shows which part of them is visible. */
const MANY_PLACES = 64;

/** The plots of a run with their labels or legend, and the overview of many sizes. */
export function SweepCharts({ view, runId, noteOf, isMoving, move }: SweepChartsProps) {
  const [outer, setOuter] = useState<HTMLDivElement | null>(null);
  const { width, height } = useSize(outer);
  const [plot] = view.plots;
  const lines = view.model.plots[0]?.series ?? [];
  const heights = useMemo(
    () =>
      new Map(lines.map((series) => [series.contender, PADDING_PX + LINE_PX * labelLines(series, noteOf)])),
    [lines, noteOf],
  );
  const { published } = view;
  const total = [...heights.values()].reduce(
    (sum, one) => sum + one,
    published.length * (PADDING_PX + 2 * LINE_PX),
  );
  const hasOverview = view.places.length > MANY_PLACES;
  const hasEnds =
    view.plots.length === 1 && width >= LEAST_WIDTH && total <= height - (hasOverview ? 84 : 48);
  const labels = useMemo(() => {
    if (!hasEnds || !plot) return undefined;
    const names = [
      ...lines.map(({ contender }) => labelParts(contender.split('|')[0] ?? '').label),
      ...published.map(({ title }) => title),
    ];
    const longest = Math.max(0, ...names.map((name) => name.length));
    const wanted = LABEL_PX.rest + longest * LABEL_PX.digit;
    const draw = (scales: PlotScales, box: Box) => {
      const ends = plot.series.map(({ contender, points }): [string, number | undefined] => [
        contender,
        points.findLast(({ x }) => x <= plot.xDomain[1])?.value,
      ]);
      const values = new Map([
        ...ends,
        ...published.map(({ id, points }) => [id, points.at(-1)?.y] as const),
      ]);
      const label = (id: string, tall: number): EndLabel => {
        const value = values.get(id);
        return { id, y: value === undefined ? null : scales.y(value), height: tall };
      };
      const all = [
        ...lines.map(({ contender }) => label(contender, heights.get(contender) ?? 0)),
        ...published.map(({ id }) => label(id, PADDING_PX + 2 * LINE_PX)),
      ];
      const middles = placeLabels(all, 0, box.y + box.height + PADDING_PX) ?? new Map();
      return <Legend view={view} noteOf={noteOf} middles={middles} />;
    };
    return { width: Math.min(LABEL_PX.most, Math.max(LABEL_PX.least, wanted)), draw };
  }, [hasEnds, plot, lines, published, heights, view, noteOf]);
  return (
    <div className="plots" ref={setOuter}>
      {!hasEnds && <Legend view={view} noteOf={noteOf} />}
      <div className="plot-grid" data-count={Math.min(view.plots.length, 4)}>
        {view.plots.map((one) => (
          <figure key={one.facet} className="plot-cell" aria-label={one.facet || undefined}>
            {one.facet && <figcaption className="quiet truncate">{one.facet}</figcaption>}
            <SweepChart
              view={view}
              plot={one}
              runId={runId}
              labels={labels}
              isMoving={isMoving}
              move={move}
            />
          </figure>
        ))}
      </div>
      {hasOverview && <Overview view={view} move={move} right={labels?.width} />}
    </div>
  );
}
