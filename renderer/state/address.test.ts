// @vitest-environment jsdom
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { CONTENDER_IDS, cellOf, runOf, square } from '../model/fixture/recorded-run.ts';
import { bindAddress } from './address.ts';
import { createWorkbench } from './store.ts';

const [TILED = ''] = CONTENDER_IDS;
const RUN = runOf([cellOf(square(64), TILED, 1e5)]);
const REF = { runId: RUN.id, problem: 'gemm-f32-64x64x64', contender: TILED };

const opened = () => {
  const store = createWorkbench({ kind: 'embedded', run: RUN });
  const stop = bindAddress(store, window);
  return { store, stop, state: () => store.getState() };
};
/** After the page was left alone for a while. */
const settled = () => vi.advanceTimersByTime(1000);
const back = async () => {
  vi.useRealTimers();
  const arrived = new Promise((done) => window.addEventListener('popstate', done, { once: true }));
  window.history.back();
  await arrived;
  vi.useFakeTimers();
};

beforeEach(() => {
  vi.useFakeTimers();
  window.history.replaceState(null, '', '#');
});
afterEach(() => void vi.useRealTimers());

test('a report opens with the view of its address', () => {
  window.history.replaceState(null, '', `#metric=rate&hide=${TILED}&cell=${REF.problem}|${TILED}`);
  const { state, stop } = opened();
  expect(state()).toMatchObject({
    metric: 'rate',
    hidden: [TILED],
    xScale: 'log2',
    selection: { pinned: REF },
  });
  stop();
});

test('views that a person stays at are entries of the history, and what they pass over is none', async () => {
  const { state, stop } = opened();
  const entries = window.history.length;
  state().setMetric('rate');
  state().setMetric('error');
  settled();
  expect(window.location.hash).toBe('#metric=error');
  expect(window.history.length).toBe(entries + 1);
  state().hover(REF);
  settled();
  expect(window.history.length).toBe(entries + 1);
  state().pin(REF);
  settled();
  expect(new URLSearchParams(window.location.hash.slice(1)).get('cell')).toBe(`${REF.problem}|${TILED}`);

  await back();
  expect(state()).toMatchObject({ metric: 'error', selection: { pinned: null } });
  await back();
  expect(state().metric).toBe('utilization');
  settled();
  expect(window.history.length).toBe(entries + 2);
  stop();
});

test('once stopped, it follows nothing', () => {
  const { state, stop } = opened();
  state().setMetric('rate');
  stop();
  settled();
  expect(window.location.hash).toBe('');
});
