import { cellId } from '../../electron/ipc/cell.ts';
import { suiteOf } from '../../electron/ipc/history/suite.ts';
import { noiseKey } from '../../electron/ipc/noise/noise-floor.ts';
import { BASELINE, CANDIDATE, PAIR_FLOOR } from '../../electron/ipc/review/fixture/review-pair.ts';
import type { Run } from '../../electron/ipc/types.ts';
import { problemKey } from '../../kernels/index.ts';
import { square } from '../model/fixture/recorded-run.ts';
import type { ReviewLayout } from '../state/review-slice.ts';
import type { WorkbenchState } from '../state/store.ts';
import type { GalleryState } from './gallery-state.ts';
import * as runs from './runs.ts';

const idOf = (contender: string, side: number) => cellId(problemKey(square(side)), contender);
const SLOWER = { runId: CANDIDATE.id, problem: problemKey(square(512)), contender: 'gemm-direct' };

const pair = {
  runs: [CANDIDATE, BASELINE],
  devices: runs.DEVICES,
  conditions: runs.COOL,
  baselines: { [suiteOf(BASELINE).key]: BASELINE.id },
  noise: { machine: '', floors: { [noiseKey(CANDIDATE.environment)]: PAIR_FLOOR } },
  entries: [
    {
      cells: [idOf('gemm-direct', 512)],
      decision: 'rejected',
      note: 'The loops are not unrolled any more',
      who: 'ada',
      at: '2026-01-03T10:00:00.000Z',
    },
    {
      cells: [idOf('gemm-simdgroup', 64), idOf('gemm-simdgroup', 96)],
      decision: 'accepted',
      note: '',
      who: 'ada',
      at: '2026-01-03T10:01:00.000Z',
    },
  ],
} as const satisfies Partial<GalleryState>;

/** The candidate on another device, by another method and on battery. */
const ELSEWHERE: Run = {
  ...CANDIDATE,
  request: { ...CANDIDATE.request, method: { ...CANDIDATE.request.method, cache: 'cold' } },
  environment: {
    ...CANDIDATE.environment,
    os: 'Linux 6.12',
    machine: 'fedcba9876543210',
    device: { ...CANDIDATE.environment.device, name: 'CPU with 8 threads', threads: 8 },
  },
  cells: CANDIDATE.cells.map((cell) => ({ ...cell, conditions: runs.HOT })),
};

/** Opens the review, and waits until it is drawn. */
async function review(state: WorkbenchState, layout: ReviewLayout = 'overlay'): Promise<void> {
  state.setReviewing(true);
  while (!document.querySelector('[data-testid="case"]')) await new Promise(requestAnimationFrame);
  state.select(SLOWER);
  state.setReviewLayout(layout);
  while (!document.querySelector('.compare-layer')) await new Promise(requestAnimationFrame);
}

const laidOut = (layout: ReviewLayout, title: string): GalleryState => ({
  id: `review-${layout}`,
  title,
  ...pair,
  act: (state) => review(state, layout),
});

/** The review of a candidate in its states. */
export const REVIEW_STATES: readonly GalleryState[] = [
  { id: 'review', title: 'A candidate beside its baseline', ...pair, act: (state) => review(state) },
  laidOut('beside', 'Both runs side by side'),
  laidOut('wipe', 'Both runs, with a wipe between them'),
  {
    ...laidOut('pixels', 'What differs between the charts'),
    act: async (state) => {
      await review(state, 'pixels');
      while (document.querySelector('[data-testid="pixel-share"]')?.textContent?.startsWith('Comparing'))
        await new Promise(requestAnimationFrame);
    },
  },
  {
    id: 'review-invalid',
    title: 'A candidate of another device and method',
    ...pair,
    runs: [ELSEWHERE, BASELINE],
    act: async (state) => {
      state.compareWith(BASELINE.id);
      await review(state);
    },
  },
  {
    id: 'review-none',
    title: 'A review without a baseline',
    ...pair,
    baselines: {},
    act: (state) => state.setReviewing(true),
  },
];
