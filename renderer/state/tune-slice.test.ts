import { expect, test, vi } from 'vitest';
import type { TilescopeApi } from '../../electron/ipc/contract.ts';
import { sampleTuning } from '../../electron/ipc/fixture/sample-tuning.ts';
import type { TuneProgress, TuneRequest } from '../../electron/ipc/tune/tune-request.ts';
import { connectEvents } from './connect.ts';
import { isMeasuring } from './noise-slice.ts';
import { createWorkbench } from './store.ts';
import { cancelMeasurement } from './sweep-actions.ts';
import { shownTuning } from './tune-slice.ts';

const { id } = sampleTuning;
const TUNER = { machine: 'here', tunings: [sampleTuning], adopted: {} };
const OTHER = { ...sampleTuning, id: '22222222-2222-4333-8444-555555555555', name: 'Another' };

function windowOf(answers: Record<string, unknown> = {}) {
  const known: Record<string, unknown> = {
    'tune.list': TUNER,
    'tune.start': { id },
    'tune.resume': { id },
    ...answers,
  };
  const invoke = vi.fn(async (channel: string, request?: { id: string }) => {
    const value = channel === 'tune.show' ? { id: request?.id, classes: [] } : (known[channel] ?? null);
    return value instanceof Error
      ? { ok: false, error: { code: 'TUNING', message: value.message } }
      : { ok: true, value };
  });
  const listeners = new Map<string, (payload: unknown) => void>();
  const on = (event: string, listener: (payload: unknown) => void) => {
    listeners.set(event, listener);
    return () => undefined;
  };
  const api = { platform: 'linux', invoke, on } as unknown as TilescopeApi;
  const store = createWorkbench({ kind: 'live', api });
  connectEvents(api, store, () => undefined);
  const asked = () => invoke.mock.calls.map(([channel]) => channel);
  return { store, asked, emit: (event: string, payload: unknown) => listeners.get(event)?.(payload) };
}

test('a tuning that is begun is shown, with what it found after each heat', async () => {
  const { store, asked, emit } = windowOf();
  store.getState().askForTuning();
  expect(store.getState().tuneView).toMatchObject({ isOpen: true, isAsking: true });
  await store.getState().startTuning({} as TuneRequest);
  expect(store.getState().tuneView).toMatchObject({ isOpen: true, isAsking: false, tuning: id });
  expect(store.getState().tuningRecord?.id).toBe(id);
  const before = asked().length;
  emit('tune.changed', TUNER);
  expect(asked().slice(before)).toEqual(['tune.show']);
  store.getState().closeTuner();
  emit('tune.changed', TUNER);
  expect(asked().slice(before)).toEqual(['tune.show']);
});

test('what was chosen stays while the view is closed', () => {
  const { store } = windowOf();
  store.setState({ tuner: { ...TUNER, tunings: [OTHER, sampleTuning] } });
  expect(shownTuning(store.getState())?.id).toBe(OTHER.id);
  store.getState().openTuner(id);
  store.getState().setTuneView({ sizeClass: 'gemm f32', x: 'blockM' });
  store.getState().closeTuner();
  store.getState().openTuner();
  expect(store.getState().tuneView).toMatchObject({
    isOpen: true,
    tuning: id,
    sizeClass: 'gemm f32',
    x: 'blockM',
  });
});

test('nothing else is measured beside a tuning, which is cancelled as a sweep is', () => {
  const { store, asked, emit } = windowOf();
  const progress = { tuning: id, spentMs: 1, budgetMs: 2 } as TuneProgress;
  emit('tune.progress', progress);
  expect(isMeasuring(store.getState())).toBe(true);
  cancelMeasurement(store.getState());
  expect(asked()).toEqual(['tune.cancel']);
  emit('tune.progress', null);
  expect(isMeasuring(store.getState())).toBe(false);
});

test('a tuning that cannot begin leaves a notice, and the form', async () => {
  const { store } = windowOf({ 'tune.start': new Error('busy') });
  store.getState().askForTuning();
  await store.getState().startTuning({} as TuneRequest);
  expect(store.getState()).toMatchObject({ notice: { code: 'TUNING' }, tuneView: { isAsking: true } });
});
