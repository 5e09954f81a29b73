// @vitest-environment jsdom
import { act } from 'react';
import { createRoot } from 'react-dom/client';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { cellOf, runOf, square } from '../model/fixture/recorded-run.ts';
import { createWorkbench, WorkbenchContext } from '../state/store.ts';
import { type MovingZoom, REST_MS, useMovingZoom } from './use-moving-zoom.ts';

const RUN = runOf([cellOf(square(64), 'gemm-tiled', 1e5)]);

beforeEach(() => {
  Object.assign(globalThis, { IS_REACT_ACT_ENVIRONMENT: true });
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

/** A chart that shows its zoom, and the window around it. */
async function opened() {
  const store = createWorkbench({ kind: 'embedded', run: RUN });
  const root = createRoot(document.createElement('div'));
  let shown = {} as MovingZoom;
  const Chart = ({ runId }: { runId: string }) => {
    shown = useMovingZoom(runId);
    return null;
  };
  const show = (runId: string) =>
    act(async () =>
      root.render(
        <WorkbenchContext value={store}>
          <Chart runId={runId} />
        </WorkbenchContext>,
      ),
    );
  await show('one');
  return {
    show,
    move: (zoom: MovingZoom['zoom']) => act(async () => shown.move(zoom)),
    wait: (ms: number) => act(() => vi.advanceTimersByTimeAsync(ms)),
    setZoom: (zoom: MovingZoom['zoom']) => act(async () => store.getState().setZoom(zoom)),
    close: () => act(async () => root.unmount()),
    inChart: () => ({ zoom: shown.zoom, isMoving: shown.isMoving }),
    inWindow: () => store.getState().zoom,
  };
}

test('a zoom moves in the chart, and the window is told where it rests', async () => {
  const { move, wait, inChart, inWindow } = await opened();
  await move([64, 256]);
  await wait(REST_MS - 1);
  await move([64, 128]);
  await wait(REST_MS - 1);
  expect(inChart()).toEqual({ zoom: [64, 128], isMoving: true });
  expect(inWindow()).toBeNull();
  await wait(1);
  expect(inChart()).toEqual({ zoom: [64, 128], isMoving: false });
  expect(inWindow()).toEqual([64, 128]);
});

test('a zoom comes back to all of the axis', async () => {
  const { move, wait, setZoom, inChart, inWindow } = await opened();
  await setZoom([64, 128]);
  await move(null);
  expect(inChart()).toEqual({ zoom: null, isMoving: true });
  await wait(REST_MS);
  expect(inChart()).toEqual({ zoom: null, isMoving: false });
  expect(inWindow()).toBeNull();
});

test.each<[string, (chart: Awaited<ReturnType<typeof opened>>) => Promise<void>, MovingZoom['zoom']]>([
  ['another zoom of the window', ({ setZoom }) => setZoom([512, 1024]), [512, 1024]],
  ['another run', ({ show }) => show('other'), null],
  ['the end of the chart', ({ close }) => close(), null],
])('%s ends a movement', async (_what, happen, left) => {
  const chart = await opened();
  await chart.move([64, 128]);
  await happen(chart);
  await chart.wait(2 * REST_MS);
  expect(chart.inWindow()).toEqual(left);
});
