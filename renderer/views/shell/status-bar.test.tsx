// @vitest-environment jsdom
import { act } from 'react';
import { createRoot } from 'react-dom/client';
import { beforeEach, expect, test, vi } from 'vitest';
import type { TilescopeApi } from '../../../electron/ipc/contract.ts';
import { noiseKey } from '../../../electron/ipc/noise/noise-floor.ts';
import { runOf } from '../../model/fixture/recorded-run.ts';
import { createWorkbench, type Workbench, WorkbenchContext } from '../../state/store.ts';
import { StatusBar } from './status-bar.tsx';

const RUN = runOf([]);
const FLOOR = {
  measuredAt: '2026-01-02T03:04:05.678Z',
  runs: 4,
  classes: { 'generated, under 10 µs': { paired: 0.011, betweenRuns: 0.25, cells: 3 } },
};
const invoke = vi.fn(async (_channel: string) => ({ ok: true, value: null }));

let store: Workbench;
let host: HTMLElement;
const shown = (id: string) => host.querySelector<HTMLElement>(`[data-testid="${id}"]`);
const change = (next: () => void) => act(async () => next());

beforeEach(async () => {
  Object.assign(globalThis, { IS_REACT_ACT_ENVIRONMENT: true });
  invoke.mockClear();
  store = createWorkbench({ kind: 'live', api: { platform: 'linux', invoke } as unknown as TilescopeApi });
  store.setState({ run: RUN });
  host = document.createElement('div');
  document.body.replaceChildren(host);
  await act(async () =>
    createRoot(host).render(
      <WorkbenchContext value={store}>
        <StatusBar />
      </WorkbenchContext>,
    ),
  );
});

test('says whether the noise floor is known, and not before that is clear', async () => {
  expect(shown('noise')).toBeNull();
  await change(() => store.setState({ noise: { machine: 'here', floors: {} } }));
  expect(shown('noise')?.textContent).toBe('Noise not measured');
  expect(shown('noise')?.title).toMatch(/^Measure noise floor \(.*N\)$/);
  const floors = { [noiseKey(RUN.environment)]: FLOOR };
  await change(() => store.setState({ noise: { machine: 'here', floors } }));
  expect(shown('noise')?.textContent).toBe('Noise up to 1.1% in a run, 25.0% between runs');
  expect(shown('noise')?.title).toContain('generated, under 10 µs: 1.1% in a run');
});

test('shows how far its measurement is, and cancels it', async () => {
  expect(host.textContent).toContain('Idle');
  const progress = { run: 2, runs: 4, fraction: 0.375, remainingMs: 65_000, activity: 'timing' };
  await change(() => store.getState().receiveNoiseProgress(progress));
  expect(shown('progress')?.textContent).toMatch(/Noise, run 2 of 4: timing.*38%.*1.min 05.s left/);
  expect(host.querySelector('progress')?.value).toBe(0.375);
  await change(() => shown('cancel')?.click());
  expect(invoke.mock.calls).toEqual([['noise.cancel']]);
  await change(() => store.getState().receiveNoiseProgress(null));
  expect(shown('progress')).toBeNull();
});
