import type { GalleryState } from './gallery-state.ts';
import * as runs from './runs.ts';
import * as views from './view-runs.ts';

const finished = { runs: [runs.FINISHED], devices: runs.DEVICES, conditions: runs.COOL };

/** What stands in the chart's place. */
export const VIEW_STATES: readonly GalleryState[] = [
  {
    id: 'heat-map',
    title: 'A heat map of ratios over M and N',
    ...finished,
    runs: [views.RECTANGLES],
    act: (state) => {
      state.setView('heat-map');
      state.setMetric('ratio');
      state.pin({ runId: 'rectangles', problem: 'gemm-f32-256x128x256', contender: 'gemm-simdgroup' });
    },
  },
  {
    id: 'heat-map-squares',
    title: 'A heat map of sizes and contenders',
    ...finished,
    runs: [runs.TROUBLED],
    act: (state) => state.setView('heat-map'),
  },
  {
    id: 'heat-map-too-large',
    title: 'A heat map that nobody could read',
    ...finished,
    many: true,
    act: (state) => state.setView('heat-map'),
  },
];
