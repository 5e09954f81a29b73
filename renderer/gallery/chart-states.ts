import * as charts from './chart-runs.ts';
import type { GalleryState } from './gallery-state.ts';
import * as runs from './runs.ts';

const finished = { runs: [runs.FINISHED], devices: runs.DEVICES, conditions: runs.COOL };

/** States of the chart: spreads, ratios, filters, shapes and many sizes. */
export const CHART_STATES: readonly GalleryState[] = [
  { id: 'noisy', title: 'A noisy machine', ...finished, runs: [charts.NOISY] },
  {
    id: 'ratio',
    title: 'Rates relative to a reference',
    ...finished,
    act: ({ setReference, setMetric }) => {
      setReference('cblas');
      setMetric('ratio');
    },
  },
  {
    id: 'filtered',
    title: 'Sizes that a filter shows',
    ...finished,
    act: ({ setFilter }) => setFilter('n%64==0 && ratio(cblas)>1'),
  },
  {
    id: 'filter-error',
    title: 'A mistake in the filter',
    ...finished,
    act: ({ setFilter }) => setFilter('n%64==0 && speed>1'),
  },
  { id: 'shapes', title: 'Plots for shapes', ...finished, runs: [charts.SHAPES] },
  {
    id: 'shapes-one-plot',
    title: 'Shapes told apart by colour',
    ...finished,
    runs: [charts.SHAPES],
    act: ({ setFacet }) => setFacet('d'),
  },
  {
    id: 'many-sizes',
    title: '1,536 sizes',
    ...finished,
    many: true,
    act: (state) => state.hover({ runId: 'many', problem: 'gemm-f32-1023x1023x1023', contender: 'cblas' }),
  },
  {
    id: 'zoomed',
    title: '1,536 sizes, a part of them',
    ...finished,
    many: true,
    act: ({ setZoom }) => setZoom([500, 640]),
  },
];
