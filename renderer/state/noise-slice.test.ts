import { expect, test, vi } from 'vitest';
import type { TilescopeApi } from '../../electron/ipc/contract.ts';
import type { KnownNoise } from '../../electron/ipc/noise/noise-floor.ts';
import type { Result } from '../../electron/ipc/types.ts';
import { runOf } from '../model/fixture/recorded-run.ts';
import { connectEvents } from './connect.ts';
import { isMeasuring } from './noise-slice.ts';
import { createWorkbench } from './store.ts';
import { measureNoise, startQuick } from './sweep-actions.ts';

const { environment } = runOf([]);
const cpu = environment.device;
const KNOWN: KnownNoise = { machine: 'here', floors: {} };
const PROGRESS = { run: 2, runs: 4, fraction: 0.3, remainingMs: 1000, activity: 'timing' };

/** A window whose measurement of the noise ends when the test says so. */
function windowOf() {
  let end: (result: Result<null>) => void = () => undefined;
  const measured = new Promise((done) => (end = done));
  const answers: Record<string, unknown> = {
    'noise.get': { ok: true, value: KNOWN },
    'noise.measure': measured,
  };
  const invoke = vi.fn(
    async (channel: string, _request?: unknown) => answers[channel] ?? { ok: true, value: null },
  );
  const listeners = new Map<string, (payload: unknown) => void>();
  const on = (event: string, listener: (payload: unknown) => void) => {
    listeners.set(event, listener);
    return () => undefined;
  };
  const api = { platform: 'linux', invoke, on } as unknown as TilescopeApi;
  const store = createWorkbench({ kind: 'live', api });
  connectEvents(api, store, () => undefined);
  store.setState({ devices: [cpu, { ...cpu, id: 'metal' }] });
  store.getState().setForm({ device: 'metal' });
  const asked = () => invoke.mock.calls.map(([channel]) => channel);
  return {
    store,
    invoke,
    asked,
    end,
    emit: (payload: unknown) => listeners.get('noise.progress')?.(payload),
  };
}

test('it is measured with progress, while nothing else is, and fetched when it is over', async () => {
  const { store, invoke, asked, end, emit } = windowOf();
  measureNoise(store.getState());
  expect(invoke).toHaveBeenLastCalledWith('noise.measure', { device: 'metal' });
  expect(store.getState().noiseProgress).toMatchObject({ run: 1, fraction: 0 });
  emit(PROGRESS);
  expect(store.getState().noiseProgress).toEqual(PROGRESS);
  startQuick(store.getState());
  measureNoise(store.getState());
  await store.getState().refreshConditions();
  expect(asked()).toEqual(['noise.measure']);
  emit(null);
  end({ ok: true, value: null });
  await expect.poll(() => store.getState().noise).toEqual(KNOWN);
  expect(isMeasuring(store.getState())).toBe(false);
});

test('it is that of the device of the shown run, if this machine has such a device', () => {
  const { store, invoke } = windowOf();
  store.setState({ run: runOf([]) });
  measureNoise(store.getState());
  expect(invoke).toHaveBeenLastCalledWith('noise.measure', { device: cpu.id });
});

test('a page that was opened during the measurement shows it, and its end', async () => {
  const { store, emit } = windowOf();
  emit(PROGRESS);
  expect(isMeasuring(store.getState())).toBe(true);
  emit(null);
  expect(isMeasuring(store.getState())).toBe(false);
  await expect.poll(() => store.getState().noise).toEqual(KNOWN);
});

test.each([
  ['CANCELLED', undefined],
  ['COMPUTE_DIED', 'COMPUTE_DIED'],
])('a measurement that ends with %s leaves the notice %s', async (code, notice) => {
  const { store, asked, end } = windowOf();
  measureNoise(store.getState());
  await store.getState().cancelNoise();
  expect(asked()).toEqual(['noise.measure', 'noise.cancel']);
  end({ ok: false, error: { code, message: code } });
  await expect.poll(() => isMeasuring(store.getState())).toBe(false);
  expect(store.getState().notice?.code).toBe(notice);
});
