import { expect, test } from 'vitest';
import type { TilescopeApi } from '../../electron/ipc/contract.ts';
import { emptyCompileReport } from '../../electron/ipc/fixture/empty-compile-report.ts';
import { createWorkbench } from './store.ts';

// What it costs to compile the kernels of a run.

const RUN_ID = '7f9619ff-8b86-4d01-b42d-00cf4fc964ff';
const progress = { runId: RUN_ID, activity: 'compiling one by one', done: 1, total: 2 };

const apiWith = (answer: unknown) => ({ invoke: async () => answer }) as unknown as TilescopeApi;

test('compile times are measured for a run, with progress, and kept for it', async () => {
  let answer: (result: unknown) => void = () => undefined;
  const measuring = new Promise((done) => (answer = done));
  const store = createWorkbench({ kind: 'live', api: apiWith(measuring) });
  const measured = store.getState().measureCompileTimes(RUN_ID);
  expect(store.getState().compiling).toMatchObject({ runId: RUN_ID, total: 0 });
  store.getState().receiveCompileProgress(progress);
  expect(store.getState().compiling).toEqual(progress);
  answer({ ok: true, value: emptyCompileReport });
  await measured;
  expect(store.getState()).toMatchObject({
    compiling: null,
    compileReports: { [RUN_ID]: emptyCompileReport },
  });
  store.getState().receiveCompileProgress(progress);
  expect(store.getState().compiling).toBeNull();
});

test.each([
  ['CANCELLED', undefined],
  ['OTHER_DEVICE', 'OTHER_DEVICE'],
])('compile times that end with %s leave the notice %s', async (code, notice) => {
  const error = { code, message: `rejected: ${code}` };
  const store = createWorkbench({ kind: 'live', api: apiWith({ ok: false, error }) });
  await store.getState().measureCompileTimes(RUN_ID);
  expect(store.getState().notice?.code).toBe(notice);
  expect(store.getState().compiling).toBeNull();
});
