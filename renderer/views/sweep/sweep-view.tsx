import { useMemo } from 'react';
import type { Run } from '../../../electron/ipc/types.ts';
import { familyOf } from '../../../kernels/index.ts';
import { ChartKey } from '../../charts/chart-key.tsx';
import { SweepCharts } from '../../charts/sweep-charts.tsx';
import { useMovingZoom } from '../../charts/use-moving-zoom.ts';
import { axesOf } from '../../model/axis.ts';
import { type ChartData, chartData, lookAt } from '../../model/chart-view.ts';
import { activeOf, restingRef } from '../../model/selection.ts';
import { seriesNotes } from '../../model/series-notes.ts';
import { useWorkbench } from '../../state/store.ts';
import { ViewFrame } from '../shell/view-frame.tsx';
import { ChartControls } from './chart-controls.tsx';

/** The chart of a run, with its controls. */
export function SweepView({ run }: { run: Run }) {
  const data = useChartData(run);
  return (
    <ViewFrame title={data.title} note={data.note} controls={<ChartControls run={run} data={data} />}>
      <p className="visually-hidden">The table below lists every figure of this chart.</p>
      <VisiblePart run={run} data={data} />
    </ViewFrame>
  );
}

/** What is redrawn at every step of the zoom: the visible part of the plots, and what is below them. */
function VisiblePart({ run, data }: { run: Run; data: ChartData }) {
  const xScale = useWorkbench((state) => state.xScale);
  const hidden = useWorkbench((state) => state.hidden);
  const { zoom, ...moving } = useMovingZoom(run.id);
  const view = useMemo(() => lookAt(data, { xScale, hidden, zoom }), [data, xScale, hidden, zoom]);
  const notes = useMemo(() => seriesNotes(run.cells, run.environment), [run.cells, run.environment]);
  const [first] = run.request.problems;
  return (
    <>
      <SweepCharts view={view} runId={run.id} noteOf={notes.of} {...moving} />
      {first && (
        <footer className="axis-title">
          <div>
            <p>{view.axisTitle}</p>
            <ChartKey view={view} />
          </div>
          <p className="truncate" title={familyOf(first).convention}>
            {familyOf(first).convention}
          </p>
        </footer>
      )}
    </>
  );
}

/** Only against a parameter does the chart follow the selection: it shows one problem. */
function useAxisProblem(run: Run, axis: string): string | undefined {
  const isParameter = useMemo(
    () => axesOf(run.request).some(({ name }) => name === axis),
    [run.request, axis],
  );
  return useWorkbench(({ selection }) => {
    if (!isParameter) return undefined;
    return (activeOf(selection) ?? restingRef(run.id, run.cells, run.request.contenders))?.problem;
  });
}

function useChartData(run: Run): ChartData {
  const metric = useWorkbench((state) => state.metric);
  const axis = useWorkbench((state) => state.axis);
  const facet = useWorkbench((state) => state.facet);
  const filter = useWorkbench((state) => state.filter);
  const reference = useWorkbench((state) => state.reference);
  const showsPublished = useWorkbench((state) => state.showsPublished);
  const problem = useAxisProblem(run, axis);
  return useMemo(
    () => chartData(run, { metric, axis, facet, filter, reference, problem, showsPublished }),
    [run, metric, axis, facet, filter, reference, problem, showsPublished],
  );
}
