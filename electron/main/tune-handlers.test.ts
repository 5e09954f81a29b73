import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { IpcMainInvokeEvent } from 'electron';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { sampleEnvironment, sampleRun } from '../ipc/fixture/sample-run.ts';
import {
  FAST_VARIANT,
  sampleHeats,
  sampleTuning,
  tunedClass,
  tunedProblems,
} from '../ipc/fixture/sample-tuning.ts';
import { noiseKey } from '../ipc/noise/noise-floor.ts';
import type { KnownTunings } from '../ipc/tune/tune-request.ts';
import type { Result, RunHeader } from '../ipc/types.ts';
import { RunStore } from '../store/run-store.ts';
import { keepTuning } from '../store/tunings.ts';
import { registerHandlers } from './handlers.ts';
import { INDEX_URL } from './protocol.ts';
import type { Supervisor } from './supervise/supervisor.ts';

type Handler = (event: IpcMainInvokeEvent, request?: unknown) => Promise<Result<unknown>>;
const electron = vi.hoisted(() => ({ handlers: new Map<string, Handler>(), path: '' }));

// Other files of tests may have loaded modules with an Electron of their own.
vi.hoisted(() => vi.resetModules());
vi.mock('electron', () => ({
  ipcMain: { handle: (channel: string, handler: Handler) => electron.handlers.set(channel, handler) },
  dialog: { showSaveDialog: async () => ({ canceled: false, filePath: electron.path }) },
}));

let store: RunStore;
let sent: [event: string, payload: unknown][] = [];
const supervisor = {
  tune: vi.fn(async () => ({ ok: true, value: { id: sampleTuning.id } })),
  cancelTuning: vi.fn(async () => ({ ok: true, value: null })),
};
const { id } = sampleTuning;
const place = noiseKey(sampleEnvironment);

beforeEach(() => {
  store = new RunStore(null);
  sent = [];
  vi.clearAllMocks();
  keepTuning(store, sampleTuning);
  for (const heat of sampleHeats()) store.add(heat);
  registerHandlers({
    store,
    supervisor: supervisor as unknown as Supervisor,
    send: (event, payload) => void sent.push([event, payload]),
    reportFolder: '',
    demoFile: '',
  });
});
afterEach(() => store.dispose());

function invoke(channel: string, request?: unknown) {
  const event = { senderFrame: { url: INDEX_URL, parent: null } } as IpcMainInvokeEvent;
  return (electron.handlers.get(channel) as Handler)(event, request);
}

async function tuner(): Promise<KnownTunings> {
  return ((await invoke('tune.list')) as { value: KnownTunings }).value;
}

it('lists runs without the heats of tunings that are known', async () => {
  const own = sampleRun();
  store.add(own);
  const [heat] = sampleHeats();
  const foreign = 'aaaaaaaa-2222-4333-8444-555555555555';
  // From a file: nobody here would show it as part of a tuning.
  if (heat?.request.heat)
    store.add({
      ...heat,
      id: foreign,
      request: { ...heat.request, heat: { ...heat.request.heat, tuning: foreign } },
    });
  const { value } = (await invoke('runs.list')) as { value: RunHeader[] };
  expect(value.map((header) => header.id).toSorted()).toEqual([own.id, foreign].toSorted());
});

it('shows what a tuning found, adopts it, and forgets it again', async () => {
  const shown = await invoke('tune.show', { id });
  expect(shown).toMatchObject({ value: { id, classes: [{ name: tunedClass, winner: FAST_VARIANT }] } });
  expect((await tuner()).adopted[place] ?? []).toEqual([]);
  expect(await invoke('tune.adopt', { id })).toEqual({ ok: true, value: null });
  const adopted = { sizeClass: tunedClass, contender: 'gemm-tiled', overrides: { blockM: 32, blockK: 16 } };
  expect((await tuner()).adopted[place]).toMatchObject([adopted]);
  expect(sent.map(([event]) => event)).toEqual(['tune.changed']);

  const folder = mkdtempSync(join(tmpdir(), 'tilescope-tuned-'));
  electron.path = join(folder, 'tuned.ts');
  expect(await invoke('tune.export')).toEqual({ ok: true, value: { path: electron.path } });
  expect(readFileSync(electron.path, 'utf8')).toMatch(
    /values: \{ blockM: 32, blockK: 16 \},\n +source: 'measured/,
  );
  rmSync(folder, { recursive: true });

  const meant = { sizeClass: tunedClass, contender: 'gemm-tiled' };
  await invoke('tune.forget', { place: 'another machine', ...meant });
  expect((await tuner()).adopted[place]).toHaveLength(1);
  await invoke('tune.forget', { place, ...meant });
  expect((await tuner()).adopted[place]).toEqual([]);
});

it('forgets a tuning with its heats, and not what was adopted of it', async () => {
  await invoke('tune.adopt', { id });
  expect(await invoke('tune.delete', { id })).toEqual({ ok: true, value: null });
  expect(store.headers()).toEqual([]);
  expect(await tuner()).toMatchObject({ tunings: [], adopted: { [place]: [{ tuning: id }] } });
  expect(await invoke('tune.show', { id })).toMatchObject({ error: { code: 'NO_SUCH_TUNING' } });
});

it('begins a tuning of contenders that have parameters, and goes on with one', async () => {
  const asked = {
    ...{ name: 'Tuning', device: 'cpu', problems: tunedProblems, seed: 1, budgetMs: 60_000 },
    contenders: ['gemm-tiled'],
  };
  for (const wrong of [
    { contenders: ['cblas'] },
    { contenders: ['gemm-tiled@blockM=32'] },
    { contenders: [] },
    { budgetMs: 1 },
    { seed: 0.5 },
  ])
    expect(await invoke('tune.start', { ...asked, ...wrong })).toMatchObject({
      error: { code: 'BAD_INPUT' },
    });
  expect(supervisor.tune).not.toHaveBeenCalled();
  expect(await invoke('tune.start', asked)).toMatchObject({ ok: true });
  expect(await invoke('tune.resume', { id })).toMatchObject({ ok: true });
  expect(supervisor.tune).toHaveBeenCalledTimes(2);
  expect(await invoke('tune.cancel')).toMatchObject({ ok: true });
});
