import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { TilescopeApi } from '../../electron/ipc/contract.ts';
import type { Run, Settings } from '../../electron/ipc/types.ts';
import { CONTENDER_IDS, cellOf, runOf, square } from '../model/fixture/recorded-run.ts';
import { connectEvents } from './connect.ts';
import { rememberShown } from './shown.ts';
import { createWorkbench } from './store.ts';

const [TILED = '', OTHER = ''] = CONTENDER_IDS;
const cells = [cellOf(square(64), TILED, 1e5)];
const newer = runOf(cells);
const older = runOf(cells, {
  id: '7f9619ff-8b86-4d01-b42d-00cf4fc964ff',
  startedAt: '2025-01-01T00:00:00.000Z',
});
const PINNED = { runId: older.id, problem: 'gemm-f32-64x64x64', contender: TILED };

/** An application that keeps its settings from one window to the next. */
let settings: Settings;
const headerOf = (run: Run) => ({ ...run, isElsewhere: false, pinned: false, tags: [] });

async function opened() {
  const answers: Record<string, (request: never) => unknown> = {
    'runs.list': () => [older, newer].map(headerOf),
    'runs.get': ({ runId }: { runId: string }) => [older, newer].find(({ id }) => id === runId),
    'devices.list': () => [],
    'edit.drafts': () => [],
    'settings.get': () => settings,
    'settings.set': (change: Partial<Settings>) => {
      settings = { ...settings, ...change };
      return settings;
    },
  };
  const listeners = new Map<string, (payload: unknown) => void>();
  const asked: string[] = [];
  const invoke = async (channel: string, request: never) => {
    asked.push(channel);
    return { ok: true, value: structuredClone(answers[channel]?.(request) ?? null) };
  };
  const on = (event: string, listener: (payload: unknown) => void) => {
    listeners.set(event, listener);
    return () => listeners.delete(event);
  };
  const api = { platform: 'linux', invoke, on } as unknown as TilescopeApi;
  const store = createWorkbench({ kind: 'live', api });
  connectEvents(api, store, () => undefined);
  await store.getState().load();
  const stop = rememberShown(store);
  const emit = (event: string, payload: unknown) => listeners.get(event)?.(payload);
  return { state: () => store.getState(), stop, emit, asked };
}

beforeEach(() => {
  vi.useFakeTimers();
  settings = { theme: 'system', letterKeys: true, notifications: true, layout: {} };
});
afterEach(() => void vi.useRealTimers());

test('a window opens with the run, the view and the columns that it was left with', async () => {
  const first = await opened();
  expect(first.state().run?.id).toBe(newer.id);
  await first.state().open(older.id);
  first.state().setView('heat-map');
  first.state().setMetric('rate');
  first.state().sortBy('gflops', TILED);
  first.state().pin(PINNED);
  first.state().setMslOther('');
  first.state().toggleColumn(OTHER);
  first.state().setColumnOrder([OTHER, TILED]);
  await vi.advanceTimersByTimeAsync(1000);
  first.stop();

  const { state } = await opened();
  expect(state().run?.id).toBe(older.id);
  expect(state()).toMatchObject({
    ...{ view: 'heat-map', metric: 'rate', hiddenColumns: [OTHER], columnOrder: [OTHER, TILED] },
    sort: { column: 'gflops', contender: TILED },
    mslOther: '',
    selection: { hovered: null, pinned: PINNED },
  });
});

test('what was left by another version, or of a run that is gone, is as at first', async () => {
  settings = {
    ...settings,
    layout: { shown: { runId: 'gone', address: `view=none&cell=gone&metric=rate` }, 'table-columns': [1] },
  };
  const { state } = await opened();
  expect(state().run?.id).toBe(newer.id);
  expect(state()).toMatchObject({ view: 'sweep', metric: 'rate', hiddenColumns: [], columnOrder: [] });
  expect(state().selection.pinned).toBeNull();
});

test('a link shows its run, view, cell and comparison, and only asks for the run', async () => {
  const { state, emit, asked } = await opened();
  expect(asked).toContain('window.ready');
  asked.length = 0;
  const view = `view=samples&diff=generated:default&cell=${PINNED.problem}|${TILED}`;
  emit('link.opened', { ok: true, value: { runId: older.id, view } });
  await vi.advanceTimersByTimeAsync(0);
  expect(state().run?.id).toBe(older.id);
  expect(state()).toMatchObject({
    view: 'samples',
    mslOther: 'generated:default',
    selection: { pinned: PINNED },
  });
  expect(asked).toEqual(['runs.get']);
  emit('link.opened', { ok: false, error: { code: 'NO_SUCH_RUN', message: 'not here' } });
  expect(state().notice?.message).toBe('not here');
  expect(state().run?.id).toBe(older.id);
});

test('the last of several opened files is shown, beside why others were not', async () => {
  const { state, emit } = await opened();
  const failures = ['a.csv: no', 'b.csv: no'].map((message) => ({ code: 'BAD_BUNDLE', message }));
  emit('run.opened', { runIds: [newer.id, older.id], failures });
  await vi.advanceTimersByTimeAsync(0);
  expect(state().run?.id).toBe(older.id);
  expect(state().toast?.message).toBe('Opened 2 runs');
  expect(state().notice).toMatchObject({ code: 'BAD_BUNDLE', message: 'a.csv: no · b.csv: no' });
});
