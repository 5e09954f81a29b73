import { describe, expect, test, vi } from 'vitest';
import { updateOf } from '../../electron/ipc/cell-update.ts';
import type { TilescopeApi } from '../../electron/ipc/contract.ts';
import { reportHtml } from '../../electron/ipc/report.ts';
import type { Failure, Run, RunHeader } from '../../electron/ipc/types.ts';
import { CONTENDER_IDS, cellOf, emptyCell, runOf, square } from '../model/fixture/recorded-run.ts';
import { connectEvents } from './connect.ts';
import { runningRun } from './runs-slice.ts';
import { readEmbeddedRun } from './source.ts';
import { createWorkbench } from './store.ts';
import { startForm, startQuick } from './sweep-actions.ts';

const [TILED = ''] = CONTENDER_IDS;
const OTHER_ID = '7f9619ff-8b86-4d01-b42d-00cf4fc964ff';

function headerOf({ cells, ...run }: Run): RunHeader {
  const doneCount = cells.filter(({ status }) => status === 'ok').length;
  return { ...run, cellCount: cells.length, doneCount, isElsewhere: false, pinned: false, tags: [] };
}

/** An application with some runs; `answers` replaces the answers of channels. */
function fakeApi(runs: Run[], answers: Record<string, unknown> = {}) {
  const replies: Record<string, (request: { runId: string }) => unknown> = {
    'devices.list': () => [runOf([]).environment.device],
    'runs.list': () => runs.map(headerOf),
    'runs.get': ({ runId }) => runs.find(({ id }) => id === runId),
    'edit.drafts': () => [],
    'settings.get': () => ({ theme: 'dark', layout: {} }),
    'sweep.start': () => ({ runId: runs[0]?.id }),
  };
  const invoke = vi.fn(async (channel: string, request: never) => {
    if (channel in answers) return answers[channel];
    return { ok: true, value: replies[channel]?.(request) ?? null };
  });
  const listeners = new Map<string, (payload: unknown) => void>();
  const on = (event: string, listener: (payload: unknown) => void) => {
    listeners.set(event, listener);
    return () => listeners.delete(event);
  };
  const emit = (event: string, payload: unknown) => listeners.get(event)?.(payload);
  return { invoke, emit, api: { platform: 'linux', invoke, on } as unknown as TilescopeApi };
}

const failed = (code: string) => ({
  ok: false,
  error: { code, message: `rejected: ${code}` } satisfies Failure,
});

describe('loading', () => {
  test('shows the newest run, and selects the device in the form', async () => {
    const older = runOf([], { id: OTHER_ID, startedAt: '2025-01-01T00:00:00.000Z' });
    const newer = runOf([cellOf(square(64), TILED, 100)]);
    const store = createWorkbench({ kind: 'live', api: fakeApi([older, newer]).api });
    await store.getState().load();
    const state = store.getState();
    expect(state.arrived).toEqual({ settings: true, devices: true, runs: true });
    expect(state.run?.id).toBe(newer.id);
    expect(state.settings.theme).toBe('dark');
    expect(state.form).toMatchObject({ device: 'cpu', contenders: CONTENDER_IDS });
  });

  test('a compute process that does not respond leaves a notice, and runs can still be opened', async () => {
    const { api } = fakeApi([runOf([])], { 'devices.list': failed('COMPUTE_DIED') });
    const store = createWorkbench({ kind: 'live', api });
    await store.getState().load();
    expect(store.getState().notice?.code).toBe('COMPUTE_DIED');
    expect(store.getState().run).not.toBeNull();
  });
});

describe('a running sweep', () => {
  const pending = emptyCell(square(64), TILED, 'pending');
  const running = runOf([pending], { status: 'running', finishedAt: null });

  test('cells reach another share of another roof', async () => {
    const measured = runOf([cellOf(square(64), TILED, 100)], {
      status: 'running',
      finishedAt: null,
    });
    const { api, emit } = fakeApi([measured]);
    const store = createWorkbench({ kind: 'live', api });
    connectEvents(api, store, () => undefined);
    await store.getState().load();
    const header = headerOf(measured);
    const shown = () => store.getState().run?.cells[0];
    const before = shown();
    emit('run.changed', { ...header, name: 'Renamed' });
    expect(shown()).toBe(before);
    const roof = { ...header.environment.roof, gflops: 2 * header.environment.roof.gflops };
    emit('run.changed', { ...header, environment: { ...header.environment, roof } });
    expect(store.getState().run?.environment.roof).toEqual(roof);
    expect(shown()?.summary?.utilization).toBe((before?.summary?.utilization ?? 0) / 2);
  });

  test('merges cells of the shown run only', async () => {
    const store = createWorkbench({ kind: 'live', api: fakeApi([running]).api });
    await store.getState().load();
    store.getState().receiveCells(OTHER_ID, [updateOf(cellOf(square(64), TILED, 1))]);
    expect(store.getState().run?.cells[0]?.status).toBe('pending');
    store.getState().receiveCells(running.id, [updateOf(cellOf(square(64), TILED, 1))]);
    expect(store.getState().run?.cells[0]?.status).toBe('ok');
    expect(store.getState().headers[0]?.doneCount).toBe(1);
  });

  test('keeps cells that arrive while the run is fetched', async () => {
    let answer: (run: Run) => void = () => undefined;
    const fetched = new Promise((done) => {
      answer = (value) => done({ ok: true, value });
    });
    const { api } = fakeApi([running], { 'runs.get': fetched });
    const store = createWorkbench({ kind: 'live', api });
    const opened = store.getState().open(running.id);
    store.getState().receiveCells(running.id, [updateOf(cellOf(square(64), TILED, 1))]);
    answer(running);
    await opened;
    expect(store.getState().run?.cells[0]?.status).toBe('ok');
  });

  test('takes samples once, whether they arrive before or after the run is fetched', async () => {
    const whole = cellOf(square(64), TILED, 1);
    const upTo = (count: number) => ({ ...whole, samples: whole.samples.slice(0, count) });
    let answer: (run: Run) => void = () => undefined;
    const fetched = new Promise((done) => {
      answer = (value) => done({ ok: true, value });
    });
    const { api } = fakeApi([running], { 'runs.get': fetched });
    const store = createWorkbench({ kind: 'live', api });
    const opened = store.getState().open(running.id);
    store.getState().receiveCells(running.id, [updateOf(upTo(4), 2)]);
    answer({ ...running, cells: [upTo(7)] });
    await opened;
    store.getState().receiveCells(running.id, [updateOf(upTo(9), 4)]);
    store.getState().receiveCells(running.id, [updateOf(whole, 9)]);
    expect(store.getState().run?.cells).toEqual([whole]);
  });

  test('clears the progress and shows the failure at its end', async () => {
    const store = createWorkbench({ kind: 'live', api: fakeApi([running]).api });
    await store.getState().load();
    store
      .getState()
      .receiveProgress({ runId: running.id, fraction: 0.5, remainingMs: 1, activity: 'timing' });
    const failure = { code: 'COMPUTE_DIED', message: 'stopped' };
    store.getState().receiveHeader({ ...headerOf(running), status: 'interrupted', failure });
    expect(store.getState()).toMatchObject({ progress: null, run: { status: 'interrupted', failure } });
    expect(store.getState().run?.cells).toHaveLength(1);
  });

  test('in another process is fetched as it changes, and does not prevent one here', async () => {
    let shown: Run = running;
    const { api, invoke } = fakeApi([running]);
    invoke.mockImplementation(async (channel: string) => {
      const value: Record<string, unknown> = {
        'runs.list': [{ ...headerOf(running), isElsewhere: true }],
        'runs.get': shown,
        'devices.list': [runOf([]).environment.device],
        'settings.get': { theme: 'dark', layout: {} },
        'sweep.start': { runId: running.id },
      };
      return { ok: true, value: value[channel] ?? null };
    });
    const store = createWorkbench({ kind: 'live', api });
    await store.getState().load();
    expect(runningRun(store.getState())).toBeNull();
    shown = { ...running, cells: [cellOf(square(64), TILED, 1)] };
    store.getState().receiveHeader({ ...headerOf(shown), isElsewhere: true });
    await expect.poll(() => store.getState().run?.cells[0]?.status).toBe('ok');
    startQuick(store.getState());
    expect(invoke.mock.calls.map(([channel]) => channel)).toContain('sweep.start');
  });

  test('is being cancelled until its end is told, unless that fails', async () => {
    let answer: unknown = { ok: true, value: null };
    const { api } = fakeApi([running], {
      get 'sweep.cancel'() {
        return answer;
      },
    });
    const store = createWorkbench({ kind: 'live', api });
    await store.getState().load();
    const cancelled = store.getState().cancel();
    expect(store.getState().cancelling).toBe(running.id);
    await cancelled;
    expect(store.getState().cancelling).toBe(running.id);
    store.getState().receiveHeader({ ...headerOf(running), status: 'cancelled' });
    expect(store.getState().cancelling).toBeNull();
    store.getState().receiveHeader(headerOf(running));
    answer = failed('NOT_RUNNING');
    await store.getState().cancel();
    expect(store.getState()).toMatchObject({ cancelling: null, notice: { code: 'NOT_RUNNING' } });
  });

  test('prevents a second sweep', async () => {
    const { api, invoke } = fakeApi([running]);
    const store = createWorkbench({ kind: 'live', api });
    await store.getState().load();
    startForm(store.getState());
    startQuick(store.getState());
    expect(invoke.mock.calls.map(([channel]) => channel)).not.toContain('sweep.start');
  });
});

test('an invalid form starts nothing; the quick sweep does not depend on it', async () => {
  const { api, invoke } = fakeApi([]);
  const store = createWorkbench({ kind: 'live', api });
  await store.getState().load();
  store.getState().setForm({ sizes: '0' });
  startForm(store.getState());
  expect(invoke.mock.calls.map(([channel]) => channel)).not.toContain('sweep.start');
  startQuick(store.getState());
  expect(invoke.mock.calls.map(([channel]) => channel)).toContain('sweep.start');
});

test('a report is read-only', async () => {
  const store = createWorkbench({ kind: 'embedded', run: runOf([]) });
  expect(store.getState()).toMatchObject({ readOnly: true, run: { name: 'Recorded' } });
  await store.getState().exportRun('x');
  expect(store.getState().notice?.code).toBe('READ_ONLY');
});

describe('a run that comes without its samples', () => {
  const whole = cellOf(square(64), TILED, 100);
  const outline = runOf([{ ...whole, samples: [] }, emptyCell(square(80), TILED, 'failed')]);

  test('has those of a cell once they are fetched', async () => {
    const { api, invoke } = fakeApi([outline], { 'runs.samples': { ok: true, value: whole.samples } });
    const store = createWorkbench({ kind: 'live', api });
    await store.getState().open(outline.id);
    await store.getState().fetchSamples(outline.id, whole.id);
    expect(invoke).toHaveBeenLastCalledWith('runs.samples', { runId: outline.id, cellId: whole.id });
    expect(store.getState().run?.cells).toEqual([whole, outline.cells[1]]);
  });

  test('ends while it is fetched: what arrived before is not added to it', async () => {
    const { api } = fakeApi([outline], {
      get 'runs.get'() {
        store.getState().receiveCells(outline.id, [updateOf(whole, 5)]);
        return { ok: true, value: outline };
      },
    });
    const store = createWorkbench({ kind: 'live', api });
    await store.getState().open(outline.id);
    expect(store.getState()).toMatchObject({ notice: null, run: { cells: outline.cells } });
  });
});

describe('what comes from files', () => {
  const runs = [runOf([cellOf(square(64), TILED, 100)])];

  test('a second import clears the failure of the first', async () => {
    const answers: Record<string, unknown> = { 'runs.import': failed('BAD_BUNDLE') };
    const store = createWorkbench({ kind: 'live', api: fakeApi(runs, answers).api });
    await store.getState().importRun();
    expect(store.getState().notice?.code).toBe('BAD_BUNDLE');
    answers['runs.import'] = { ok: true, value: { runId: runs[0]?.id } };
    await store.getState().importRun();
    expect(store.getState().notice).toBeNull();
    expect(store.getState().run?.id).toBe(runs[0]?.id);
  });

  test('a full disk stays in view, whatever is asked for, until everything is saved', async () => {
    const { api, emit } = fakeApi(runs, { 'runs.import': failed('BAD_BUNDLE') });
    const store = createWorkbench({ kind: 'live', api });
    connectEvents(api, store, () => undefined);
    emit('store.trouble', { code: 'STORE_FAILED', message: 'full' });
    await store.getState().importRun();
    await store.getState().open(runs[0]?.id ?? '');
    expect(store.getState()).toMatchObject({ trouble: { message: 'full' }, notice: null });
    emit('store.trouble', null);
    expect(store.getState().trouble).toBeNull();
  });

  test('texts cannot turn the direction of writing, nor hide', async () => {
    const named = { ...(runs[0] as Run), name: 'a\u202eb\u0007' };
    const answers = {
      'runs.get': { ok: true, value: named },
      'runs.import': { ok: false, error: { code: 'BAD_BUNDLE', message: '\u001b[2J' } },
    };
    const store = createWorkbench({ kind: 'live', api: fakeApi(runs, answers).api });
    await store.getState().open(named.id);
    expect(store.getState().run?.name).toBe('a\\u202eb\\u0007');
    await store.getState().importRun();
    expect(store.getState().notice?.message).toBe('\\u001b[2J');
  });

  test('a report has the run that was written, with its texts made visible', async () => {
    const named = { ...(runs[0] as Run), name: 'a\u202eb' };
    const html = reportHtml({ script: '', style: '' }, { format: 'tilescope-run', version: 2, run: named });
    const read = await readEmbeddedRun(/id="tilescope-run">([^<]*)</.exec(html)?.[1] ?? '');
    expect(read.name).toBe('a\\u202eb');
    expect(read.cells.map(({ id }) => id)).toEqual(named.cells.map(({ id }) => id));
    await expect(readEmbeddedRun(' ')).rejects.toThrow('contains no run');
  });
});
