import { useMemo } from 'react';
import type { RateUnit } from '../../../electron/ipc/rate.ts';
import type { Run } from '../../../electron/ipc/types.ts';
import { familyOf } from '../../../kernels/index.ts';
import { Legend } from '../../charts/legend.tsx';
import { SweepChart } from '../../charts/sweep-chart.tsx';
import { type ParameterAxis, parameterAxes, SIZE_AXIS } from '../../model/axis.ts';
import { chartView, metricLabel } from '../../model/chart-view.ts';
import { publishedOf } from '../../model/published.ts';
import type { Metric, XScale } from '../../model/series.ts';
import { seriesNotes } from '../../model/series-notes.ts';
import { useShownRef } from '../../state/selectors.ts';
import { useWorkbench } from '../../state/store.ts';
import { withKeys } from '../../widgets/key.tsx';
import { Segmented } from '../../widgets/segmented.tsx';
import { PaneTools } from '../shell/pane.tsx';

/** The metrics with rates in a unit. */
function metricsIn(unit: RateUnit): { value: Metric; label: string; title: string }[] {
  return [
    {
      value: 'utilization',
      label: metricLabel('utilization', unit),
      title: withKeys('Share of the roof', 'next-metric'),
    },
    { value: 'rate', label: metricLabel('rate', unit), title: withKeys('Rate', 'next-metric') },
    {
      value: 'error',
      label: metricLabel('error', unit),
      title: withKeys('Largest relative error against float64', 'next-metric'),
    },
  ];
}

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
  const { cells, request } = run;
  const axes = useMemo(() => parameterAxes(request.contenders), [request]);
  const axis = useWorkbench((state) => state.axis);
  const setAxis = useWorkbench((state) => state.setAxis);
  const { ref } = useShownRef();
  // Only against a parameter does the chart follow the selection: it shows one problem.
  const problem = axes.some(({ name }) => name === axis) ? ref?.problem : undefined;
  const view = useMemo(
    () => chartView(run, { metric, axis, xScale, hidden, problem, showsPublished }),
    [run, metric, axis, xScale, hidden, problem, showsPublished],
  );
  const { model, published, parameter } = view;
  const [first] = request.problems;
  const notes = useMemo(() => seriesNotes(cells), [cells]);
  const metrics = metricsIn(view.unit);
  const hasPublished = useMemo(() => publishedOf(request.problems).length > 0, [request]);
  return (
    <section className="sweep-view" aria-label="Chart" data-testid="chart" data-pane="chart" tabIndex={-1}>
      <header className="pane-header">
        <h2>{view.title}</h2>
        <span className="quiet" data-testid="clock">
          {view.note}
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
        <PaneTools pane="chart" />
      </header>
      <div className="plot">
        <div className="plot-area">
          <p className="visually-hidden">The table below lists every figure of this chart.</p>
          <SweepChart
            model={view.drawn}
            metric={metric}
            xScale={view.xScale}
            xTicks={view.xTicks}
            runId={run.id}
            published={published}
            roofLabel={view.roofLabel}
          />
          {first && (
            <div className="axis-title">
              <p>{view.axisTitle}</p>
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
