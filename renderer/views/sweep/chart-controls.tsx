import { useMemo } from 'react';
import type { RateUnit } from '../../../electron/ipc/rate.ts';
import type { Run } from '../../../electron/ipc/types.ts';
import { contenderLabel } from '../../../kernels/index.ts';
import { SIZE_AXIS } from '../../model/axis.ts';
import { type ChartData, metricLabel } from '../../model/chart-view.ts';
import { dimensionsOf } from '../../model/dimension.ts';
import { publishedOf } from '../../model/published.ts';
import type { Metric, XScale } from '../../model/series.ts';
import { useWorkbench } from '../../state/store.ts';
import { Choice } from '../../widgets/choice.tsx';
import { withKeys } from '../../widgets/key.tsx';
import { Segmented } from '../../widgets/segmented.tsx';
import { FilterField } from './filter-field.tsx';

/** The metrics with rates in a unit, relative to a reference. */
function metricsIn(unit: RateUnit, reference: string): { value: Metric; label: string; title: string }[] {
  const titles = {
    utilization: withKeys('Share of the roof', 'next-metric'),
    rate: withKeys('Rate', 'next-metric'),
    ratio: withKeys(`Rate relative to ${reference}`, 'set-reference'),
    error: withKeys('Largest relative error against float64', 'next-metric'),
  } as const;
  return (Object.keys(titles) as Metric[]).map((value) => ({
    value,
    label: metricLabel(value, unit),
    title: titles[value],
  }));
}

const SCALES = [
  { value: 'log2', label: 'log₂', title: withKeys('Logarithmic axis', 'toggle-scale') },
  { value: 'linear', label: 'Linear', title: withKeys('Linear axis', 'toggle-scale') },
] as const satisfies readonly { value: XScale; label: string; title: string }[];

const FACET_LABELS = { auto: 'A plot for each shape', none: 'One plot' } as const;

/** What is plotted of a run, and how. */
export function ChartControls({ run, data }: { run: Run; data: ChartData }) {
  const { request } = run;
  const xScale = useWorkbench((state) => state.xScale);
  const facet = useWorkbench((state) => state.facet);
  const isZoomed = useWorkbench((state) => state.zoom !== null);
  const showsPublished = useWorkbench((state) => state.showsPublished);
  const setXScale = useWorkbench((state) => state.setXScale);
  const setAxis = useWorkbench((state) => state.setAxis);
  const setFacet = useWorkbench((state) => state.setFacet);
  const setZoom = useWorkbench((state) => state.setZoom);
  const togglePublished = useWorkbench((state) => state.togglePublished);
  const dimensions = useMemo(() => dimensionsOf(request), [request]);
  const hasPublished = useMemo(() => publishedOf(request.problems).length > 0, [request]);
  const axes = [
    { value: SIZE_AXIS, label: 'Size' },
    ...dimensions.filter(({ isNumeric }) => isNumeric).map(({ name, label }) => ({ value: name, label })),
  ];
  const facets = [
    ...Object.entries(FACET_LABELS).map(([value, label]) => ({ value, label })),
    ...dimensions.map(({ name, label }) => ({ value: name, label: `By ${label.toLowerCase()}` })),
  ];
  const reference = data.reference ?? request.contenders.at(-1) ?? '';
  return (
    <>
      <FilterField run={run} />
      {isZoomed && (
        <button
          type="button"
          className="chip"
          title={withKeys('Show all sizes', 'zoom-reset')}
          onClick={() => setZoom(null)}
        >
          Zoomed
        </button>
      )}
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
      {axes.length > 1 && (
        <Choice
          label="Horizontal axis"
          title={withKeys('What is plotted against', 'next-axis')}
          value={data.parameter?.name ?? SIZE_AXIS}
          options={axes}
          onChange={setAxis}
        />
      )}
      {dimensions.length > 0 && (
        <Choice
          label="Plots"
          title={withKeys('What has plots of its own', 'next-facet')}
          value={facet}
          options={facets}
          onChange={setFacet}
        />
      )}
      <MetricSwitch unit={data.unit} reference={reference} />
      <Segmented label="Scale" value={xScale} options={SCALES} onChange={setXScale} />
    </>
  );
}

/** What is shown of each cell. @param reference what ratios are relative to */
export function MetricSwitch({ unit, reference }: { unit: RateUnit; reference: string }) {
  const metric = useWorkbench((state) => state.metric);
  const setMetric = useWorkbench((state) => state.setMetric);
  const options = metricsIn(unit, contenderLabel(reference));
  return <Segmented label="Metric" value={metric} options={options} onChange={setMetric} />;
}
