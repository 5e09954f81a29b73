import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { TilescopeApi } from '../../electron/ipc/contract.ts';
import type { OpenedCell } from '../../electron/ipc/edit/edit-schema.ts';
import type { RunHeader } from '../../electron/ipc/types.ts';
import { isTimeable } from './edit-slice.ts';
import { createWorkbench } from './store.ts';

const RUN = '00000000-0000-4000-8000-000000000001';
const CELL: OpenedCell = {
  runId: RUN,
  cellId: 'gemm-f32-64x64x64|gemm-direct',
  runName: 'A run',
  problem: { op: 'gemm', dtype: 'f32', m: 64, n: 64, k: 64 },
  contender: 'gemm-direct',
  texts: ['original'],
  passes: [],
  origin: { from: 'elsewhere', generator: 'somebody' },
  needsConsent: false,
  draft: null,
};
const ERROR = { severity: 'error', file: null, line: 1, column: 1, message: 'wrong', text: 0 };
const REF = { runId: RUN, cellId: CELL.cellId };

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A window whose requests are answered as the test says: a value, a failure, or when it is told to. */
function windowOf(answers: Record<string, unknown> = {}) {
  const all: Record<string, unknown> = {
    'edit.open': CELL,
    'edit.compile': [],
    'edit.keep': null,
    ...answers,
  };
  const invoke = vi.fn(async (channel: string, _request?: unknown) => {
    const answer = all[channel];
    const value = typeof answer === 'function' ? await answer() : (answer ?? null);
    return value?.code ? { ok: false, error: value } : { ok: true, value };
  });
  const store = createWorkbench({ kind: 'live', api: { invoke } as unknown as TilescopeApi });
  const asked = (channel: string) =>
    invoke.mock.calls.filter(([name]) => name === channel).map(([, request]) => request);
  const known = () => store.getState().editing?.known;
  return { store, state: store.getState(), all, asked, known };
}

test('a copy is compiled once typing pauses, and checked when it compiles', async () => {
  const check = { problem: CELL.problem, findings: [], failure: null };
  const { state, asked, known } = windowOf({ 'edit.check': check });
  await state.editCopy(REF);
  state.setCopyText('a');
  state.setCopyText('ab');
  await vi.advanceTimersByTimeAsync(500);
  expect(asked('edit.compile')).toEqual([{ ...REF, edit: { texts: ['ab'], launches: {} } }]);
  expect(known()).toMatchObject({ diagnostics: [], check: null });
  await vi.advanceTimersByTimeAsync(1500);
  expect(known()?.check).toEqual(check);
  state.setCopyText('abc');
  expect(known()?.check).toBeNull();
});

test('an answer about an older text is dropped, and the newer one is asked about', async () => {
  const pending: ((value: unknown) => void)[] = [];
  const { state, asked, known } = windowOf({
    'edit.compile': () => new Promise((done) => pending.push(done)),
  });
  await state.editCopy(REF);
  state.setCopyText('old');
  await vi.advanceTimersByTimeAsync(500);
  state.setCopyText('new');
  await vi.advanceTimersByTimeAsync(500);
  expect(pending).toHaveLength(1);
  pending[0]?.([ERROR]);
  await vi.advanceTimersByTimeAsync(500);
  expect(known()?.diagnostics).toBeNull();
  pending[1]?.([]);
  await vi.advanceTimersByTimeAsync(0);
  expect(known()?.diagnostics).toEqual([]);
  expect(asked('edit.compile').at(-1)).toMatchObject({ edit: { texts: ['new'] } });
});

test('nothing is compiled while something is measured, and then it is', async () => {
  const { store, state, asked, known } = windowOf();
  const header = { id: RUN, status: 'running', isElsewhere: false } as RunHeader;
  store.setState({ headers: [header] });
  await state.editCopy(REF);
  await vi.advanceTimersByTimeAsync(5000);
  expect(asked('edit.compile')).toEqual([]);
  expect(known()?.activity).toBe('paused');
  store.setState({ headers: [] });
  state.receiveForCopy({ ...header, status: 'finished' });
  await vi.advanceTimersByTimeAsync(10);
  expect(asked('edit.compile')).toHaveLength(1);
});

test('nothing is compiled before a person agrees', async () => {
  const { store, state, asked } = windowOf({ 'edit.open': { ...CELL, needsConsent: true } });
  await state.editCopy(REF);
  state.setCopyText('mine');
  await state.timeCopy('cell');
  await state.checkCopy();
  await vi.advanceTimersByTimeAsync(5000);
  expect([...asked('edit.compile'), ...asked('edit.check'), ...asked('edit.time')]).toEqual([]);
  expect(store.getState().editing?.known.activity).toBe('idle');
  await store.getState().agreeToCompile();
  await vi.advanceTimersByTimeAsync(500);
  expect(asked('edit.agree')).toEqual([{ runId: RUN }]);
  expect(asked('edit.compile')).toHaveLength(1);
});

test('a copy is kept as it is typed and when it is closed, and forgotten if it is as it was', async () => {
  const { store, state, asked } = windowOf();
  await state.editCopy(REF);
  state.setCopyText('mine');
  await vi.advanceTimersByTimeAsync(300);
  const kept = { ...REF, edit: { texts: ['mine'], launches: {} }, isOpen: true };
  expect(asked('edit.keep').at(-1)).toEqual(kept);
  await state.closeEditor();
  expect(asked('edit.keep').at(-1)).toEqual({ ...kept, isOpen: false });
  expect(store.getState()).toMatchObject({ editing: null, drafts: [REF] });
  await state.editCopy(REF);
  state.revertCopy();
  await state.closeEditor();
  expect(asked('edit.forget')).toEqual([REF]);
  expect(store.getState().drafts).toEqual([]);
});

test('a copy that was open is opened again, with what was typed', async () => {
  const draft = { texts: ['mine'], launches: {} };
  const { store, state } = windowOf({
    'edit.drafts': [{ ...REF, isOpen: true }],
    'edit.open': { ...CELL, draft },
  });
  store.setState({ headers: [{ id: RUN } as RunHeader] });
  await state.loadDrafts();
  expect(store.getState().editing?.changes.texts).toEqual(['mine']);
});

test('a copy is timed once it differs and has no error, and its verdict is fetched at the end', async () => {
  const verdict = { runId: 'trial', cells: [], overall: [], copies: [], failure: null };
  const { store, state, all } = windowOf({ 'edit.time': { runId: 'trial' }, 'edit.verdict': verdict });
  const canTime = () => {
    const { editing } = store.getState();
    return editing !== null && isTimeable(editing);
  };
  await state.editCopy(REF);
  expect(canTime()).toBe(false);
  all['edit.compile'] = [ERROR];
  state.setCopyText('wrong');
  await vi.advanceTimersByTimeAsync(500);
  expect(canTime()).toBe(false);
  all['edit.compile'] = [];
  state.setCopyText('right');
  await vi.advanceTimersByTimeAsync(500);
  expect(canTime()).toBe(true);
  await state.timeCopy('cell');
  expect(store.getState().editing?.trial).toMatchObject({ runId: 'trial', verdict: null });
  state.receiveForCopy({ id: 'another', status: 'finished' } as RunHeader);
  state.receiveForCopy({ id: 'trial', status: 'finished' } as RunHeader);
  await vi.advanceTimersByTimeAsync(0);
  expect(store.getState().editing?.trial?.verdict).toEqual(verdict);
});

test('why a copy is not timed is said beside it', async () => {
  const failure = { code: 'ONE_SIZE', message: 'for one size' };
  const { store, state } = windowOf({ 'edit.time': failure });
  await state.editCopy(REF);
  state.setCopyText('mine');
  await state.timeCopy('run');
  expect(store.getState().editing?.trial?.failure).toMatchObject(failure);
});
