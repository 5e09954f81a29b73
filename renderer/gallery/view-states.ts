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
  {
    id: 'roofline',
    title: 'Cells under the roofs of arithmetic and memory, some doubtful',
    ...finished,
    runs: [views.UNDER_ROOFS],
    act: (state) => {
      state.setView('roofline');
      state.hover({ runId: runs.FINISHED.id, problem: 'gemm-f32-256x256x256', contender: 'gemm-direct' });
    },
  },
  {
    id: 'roofline-many',
    title: 'The roofline of 1,536 sizes, without a bandwidth',
    ...finished,
    many: true,
    act: (state) => state.setView('roofline'),
  },
  {
    id: 'samples-view',
    title: 'Samples of two cells, in several epochs',
    ...finished,
    runs: [runs.EPOCHS],
    act: (state) => {
      state.setView('samples');
      state.pin({ runId: runs.EPOCHS.id, problem: 'gemm-f32-256x256x256', contender: 'gemm-direct' });
    },
  },
  {
    id: 'samples-view-none',
    title: 'A cell without samples',
    ...finished,
    runs: [runs.ALL_FAILED],
    act: (state) => state.setView('samples'),
  },
  {
    id: 'history',
    title: 'A cell over the runs of its suite',
    ...finished,
    timeline: views.TIMELINE,
    act: (state) => {
      state.setView('history');
      state.pin({ runId: runs.FINISHED.id, problem: 'gemm-f32-256x256x256', contender: 'gemm-direct' });
    },
  },
  {
    id: 'history-none',
    title: 'A cell that no run has a figure of',
    ...finished,
    act: (state) => state.setView('history'),
  },
];
