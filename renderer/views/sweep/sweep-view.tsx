import { useMemo } from 'react';
import { methodLabel } from '../../../electron/ipc/method.ts';
import { type RateUnit, rateUnitOf } from '../../../electron/ipc/rate.ts';
import { roofLabel } from '../../../electron/ipc/roof.ts';
import type { Run } from '../../../electron/ipc/types.ts';
import { familyOf } from '../../../kernels/index.ts';
import { Legend } from '../../charts/legend.tsx';
import { SweepChart } from '../../charts/sweep-chart.tsx';
import { type ParameterAxis, parameterAxes, SIZE_AXIS } from '../../model/axis.ts';
import { keyOf } from '../../model/cells.ts';
import { problemLabel } from '../../model/problem-size.ts';
import { publishedLines, publishedOf, withRoomFor } from '../../model/published.ts';
import { type ChartModel, chartModel, type Metric, type XScale } from '../../model/series.ts';
import { seriesNotes } from '../../model/series-notes.ts';
import { useShownRef } from '../../state/selectors.ts';
import { useWorkbench } from '../../state/store.ts';
import { withKeys } from '../../widgets/key.tsx';
import { Segmented } from '../../widgets/segmented.tsx';

/** The metrics with rates in a unit. */
function metricsIn(unit: RateUnit): { value: Metric; label: string; title: string }[] {
  return [
    { value: 'utilization', label: 'Utilization', title: withKeys('Share of the roof', 'next-metric') },
    { value: 'rate', label: unit, title: withKeys('Rate', 'next-metric') },
    {
      value: 'error',
      label: 'Error',
      title: withKeys('Largest relative error against float64', 'next-metric'),
    },
  ];
}

/** What a point of the chart is. */
const ABOUT: Readonly<Record<Metric, string>> = {
  utilization: 'median and IQR',
  rate: 'median and IQR',
  error: 'largest relative error against float64',
};

const SCALES = [
  { value: 'log2', label: 'log₂', title: withKeys('Logarithmic axis', 'toggle-scale') },
  { value: 'linear', label: 'Linear', title: withKeys('Linear axis', 'toggle-scale') },
] as const satisfies readonly { value: XScale; label: string; title: string }[];

/** The chart of a run, with its controls and legend. */
export function SweepView({ run }: { run: Run }) {
  const metric = useWorkbench((state) => state.metric);
  const xScale = useWorkbench((state) => state.xScale);
  const hidden = useWorkbench((state) => state.hidden);
  const showsPublished = useWorkbench((state) => state.showsPublished);
  const togglePublished = useWorkbench((state) => state.togglePublished);
  const setMetric = useWorkbench((state) => state.setMetric);
  const setXScale = useWorkbench((state) => state.setXScale);
  const { cells, request, environment } = run;
  const { contenders, method } = request;
  const axes = useMemo(() => parameterAxes(contenders), [contenders]);
  const chosen = useWorkbench((state) => state.axis);
  const setAxis = useWorkbench((state) => state.setAxis);
  const parameter = axes.find(({ name }) => name === chosen);
  const { ref } = useShownRef();
  // Against a parameter, the chart shows one problem: the selected one.
  const shown = parameter ? ref?.problem : undefined;
  const model = useMemo(() => {
    const drawn = shown === undefined ? cells : cells.filter((cell) => keyOf(cell) === shown);
    return chartModel(drawn, contenders, { roof: environment.roof, method }, metric, parameter?.name);
  }, [cells, shown, parameter, contenders, environment.roof, method, metric]);
  const published = useMemo(
    () => (showsPublished && !parameter ? publishedLines(request.problems, metric) : []),
    [showsPublished, parameter, request, metric],
  );
  const visible = useMemo(
    () => ({
      ...withRoomFor(model, published),
      series: model.series.filter(({ contender }) => !hidden.includes(contender)),
    }),
    [model, published, hidden],
  );
  const places = useMemo(() => placesOf(model), [model]);
  const [first] = request.problems;
  const notes = useMemo(() => seriesNotes(cells), [cells]);
  const metrics = metricsIn(rateUnitOf(first));
  const roof = roofLabel(environment.roof, first);
  const hasPublished = useMemo(() => publishedOf(request.problems).length > 0, [request]);
  const problem = cells.find((cell) => keyOf(cell) === shown)?.problem;
  return (
    <section className="sweep-view" aria-label="Chart" data-testid="chart">
      <header className="pane-header">
        <h2>
          {metrics.find(({ value }) => value === metric)?.label} against {parameter?.label ?? 'size'}
        </h2>
        <span className="quiet" data-testid="clock">
          {[...notes.all, ABOUT[metric], methodLabel(request.method)].filter(Boolean).join(', ')}
        </span>
        <span className="spacer" />
        {hasPublished && (
          <button
            type="button"
            className="chip"
            aria-pressed={showsPublished}
            title={withKeys('Show or hide what others have published', 'toggle-published')}
            onClick={togglePublished}
          >
            Published
          </button>
        )}
        <Segmented label="Metric" value={metric} options={metrics} onChange={setMetric} />
        {axes.length > 0 && (
          <Segmented
            label="Horizontal axis"
            value={parameter?.name ?? SIZE_AXIS}
            options={[SIZE_CHOICE, ...axes.map(axisChoice)]}
            onChange={setAxis}
          />
        )}
        <Segmented label="Scale" value={xScale} options={SCALES} onChange={setXScale} />
      </header>
      <div className="plot">
        <div className="plot-area">
          <p className="visually-hidden">The table below lists every figure of this chart.</p>
          <SweepChart
            model={visible}
            metric={metric}
            xScale={model.xDomain[0] > 0 ? xScale : 'linear'}
            places={parameter || places.length <= MOST_PLACES ? places : null}
            runId={run.id}
            published={published}
            roofLabel={roof}
          />
          {first && (
            <div className="axis-title">
              <p>
                {parameter && problem ? `${parameter.label}, at ${problemLabel(problem)}` : model.sizeTitle}
              </p>
              <p className="truncate" title={familyOf(first).convention}>
                {familyOf(first).convention}
              </p>
            </div>
          )}
        </div>
        <Legend model={model} metric={metric} noteOf={notes.of} published={published} />
      </div>
    </section>
  );
}

const SIZE_CHOICE = { value: SIZE_AXIS, label: 'Size', title: withKeys('Plot against size', 'next-axis') };

function axisChoice({ name, label }: ParameterAxis) {
  return { value: name, label, title: withKeys(`Plot against ${label} at the selected size`, 'next-axis') };
}

/** Up to so many sizes are the ticks of their axis. */
const MOST_PLACES = 6;

/** The places on the horizontal axis, in order. */
function placesOf({ series }: ChartModel): number[] {
  const places = series.flatMap(({ points, marks }) => [...points, ...marks].map(({ x }) => x));
  return [...new Set(places)].sort((a, b) => a - b);
}
