import {
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { IpcMainInvokeEvent } from 'electron';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { bundleText } from '../ipc/bundle.ts';
import { INVOCATIONS } from '../ipc/contract.ts';
import { sampleProgram, sampleRun } from '../ipc/fixture/sample-run.ts';
import type { Result } from '../ipc/types.ts';
import { fillDisk } from '../store/fixture/full-disk.ts';
import { RunStore } from '../store/run-store.ts';
import { registerHandlers } from './handlers.ts';
import { INDEX_URL } from './protocol.ts';
import type { Supervisor } from './supervise/supervisor.ts';

type Handler = (event: IpcMainInvokeEvent, request?: unknown) => Promise<Result<unknown>>;

/** A stand-in for Electron: the channels, and the user's choices in dialogs. */
const electron = vi.hoisted(() => ({
  handlers: new Map<string, Handler>(),
  nativeTheme: { themeSource: 'system' },
  path: null as string | null,
  suggested: '',
}));

vi.hoisted(() => vi.resetModules()); // other files of tests have an Electron of their own
vi.mock('electron', () => ({
  ipcMain: { handle: (channel: string, handler: Handler) => electron.handlers.set(channel, handler) },
  nativeTheme: electron.nativeTheme,
  dialog: {
    showSaveDialog: async ({ defaultPath }: { defaultPath: string }) => {
      electron.suggested = defaultPath;
      return { canceled: electron.path === null, filePath: electron.path ?? '' };
    },
    showOpenDialog: async () => ({
      canceled: electron.path === null,
      filePaths: electron.path === null ? [] : [electron.path],
    }),
  },
}));

let folder = '';
let store: RunStore;
let sent: [event: string, payload: unknown][] = [];
const run = sampleRun();

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tilescope-handlers-'));
  store = new RunStore(join(folder, 'store.sqlite'));
  sent = [];
  electron.handlers.clear();
  const supervisor = {
    devices: () => {
      throw new Error('no such luck');
    },
  } as unknown as Supervisor;
  const reportFolder = join(folder, 'report');
  mkdirSync(reportFolder);
  writeFileSync(join(reportFolder, 'report.js'), '/* script */');
  writeFileSync(join(reportFolder, 'report.css'), '/* style */');
  const send = (event: string, payload: unknown) => void sent.push([event, payload]);
  registerHandlers({ store, supervisor, send, reportFolder, demoFile: '' });
});

afterEach(() => {
  store.dispose();
  rmSync(folder, { recursive: true, force: true });
});

const ownFrame = { url: INDEX_URL, parent: null };
function invoke(channel: string, request?: unknown, senderFrame: unknown = ownFrame) {
  const handler = electron.handlers.get(channel) as Handler;
  return handler({ senderFrame } as IpcMainInvokeEvent, request);
}

/** The next dialog's answer; null is a dismissal. */
function choose(name: string | null): string {
  electron.path = name === null ? null : join(folder, name);
  return electron.path ?? '';
}

it('gives programs and samples by cell, and those of a whole run only while it is measured here', async () => {
  const [{ id: runId }, [cell]] = [run, run.cells];
  const get = async () => (await invoke('runs.get', { runId })) as { value: typeof run };
  store.add({ ...run, status: 'running' });
  expect((await get()).value.cells[0]).toEqual(cell);
  store.close(runId, { ...run, status: 'finished' });
  expect((await get()).value.cells[0]).toEqual({ ...cell, samples: [] });
  expect((await get()).value.programs).toEqual({});
  expect(await invoke('runs.samples', { runId, cellId: cell?.id })).toMatchObject({ value: cell?.samples });
  const { kept: value } = sampleProgram;
  expect(await invoke('runs.program', { runId, cellId: cell?.id })).toEqual({ ok: true, value });
});

describe('every channel', () => {
  it('has a handler', () => {
    expect([...electron.handlers.keys()].toSorted()).toEqual(Object.keys(INVOCATIONS).toSorted());
  });

  it.each([
    ['a frame inside the page', { url: INDEX_URL, parent: ownFrame }],
    ['another site', { url: 'https://example.com/index.html', parent: null }],
    ['a host with the same beginning', { url: 'tilescope://application/', parent: null }],
    ['a frame that no longer exists', null],
  ])('does not answer %s', async (_who, frame) => {
    store.add(run);
    for (const channel of Object.keys(INVOCATIONS)) {
      const result = await invoke(channel, { runId: run.id }, frame);
      expect(result).toMatchObject({ ok: false, error: { code: 'FORBIDDEN' } });
    }
    expect(store.headers()).toHaveLength(1);
  });

  it('refuses what does not match its schema, and says where', async () => {
    expect(await invoke('runs.get', { runId: '../x' })).toMatchObject({
      error: { code: 'BAD_INPUT', message: 'runs.get: runId = ../x: expected uuid' },
    });
  });

  it.each([
    [
      'a cycle',
      () =>
        Object.assign(Object.create(null), {
          get runId() {
            return this;
          },
        }),
    ],
    ['a large integer', () => ({ runId: [1n] })],
    [
      'a request that cannot be read',
      () => ({
        get runId() {
          throw new Error('gone');
        },
      }),
    ],
    ['a million levels', () => Array.from({ length: 1e5 }).reduce((inner) => [inner], [])],
  ])('answers %s with a failure', async (_what, request) => {
    vi.spyOn(console, 'error').mockReturnValue(undefined);
    for (const channel of ['runs.get', 'settings.set', 'sweep.start']) {
      const answer = channel === 'settings.set' ? { layout: { a: request() } } : request();
      expect(await invoke(channel, answer)).toMatchObject({
        ok: false,
        error: { code: expect.stringMatching(/BAD_INPUT|UNEXPECTED/) },
      });
    }
    vi.restoreAllMocks();
  });

  it('does not answer a frame that cannot be read any more', async () => {
    vi.spyOn(console, 'error').mockReturnValueOnce(undefined);
    const disposed = {
      get url() {
        throw new Error('Render frame was disposed');
      },
      parent: null,
    };
    expect(await invoke('runs.list', undefined, disposed)).toMatchObject({ ok: false });
  });

  it('turns an exception into a failure', async () => {
    vi.spyOn(console, 'error').mockReturnValueOnce(undefined);
    expect(await invoke('devices.list')).toMatchObject({
      error: { code: 'UNEXPECTED', message: 'devices.list: no such luck' },
    });
  });
});

describe('runs', () => {
  it('are exported and imported again byte for byte', async () => {
    store.add(run);
    const path = choose('run.json');
    expect(await invoke('runs.export', { runId: run.id })).toEqual({ ok: true, value: { path } });
    expect(readFileSync(path, 'utf8')).toBe(bundleText(run));

    await invoke('runs.delete', { runId: run.id });
    expect(await invoke('runs.import')).toEqual({ ok: true, value: { runId: run.id } });
    expect(sent).toMatchObject([['run.changed', { id: run.id }]]);
    choose('again.json');
    await invoke('runs.export', { runId: run.id });
    expect(readFileSync(choose('again.json'))).toEqual(readFileSync(path));
  });

  it('are imported once, and never over a different one', async () => {
    writeFileSync(choose('run.json'), bundleText(run));
    await invoke('runs.import');
    expect(await invoke('runs.import')).toEqual({ ok: true, value: { runId: run.id } });
    await invoke('runs.rename', { runId: run.id, name: 'Mine' });
    expect(await invoke('runs.import')).toMatchObject({ error: { code: 'RUN_EXISTS' } });
    expect(store.headers().map(({ name }) => name)).toEqual(['Mine']);
  });

  it('are not imported from a file that is not a bundle', async () => {
    expect(await (choose('missing.json') && invoke('runs.import'))).toMatchObject({
      error: { code: 'READ_FAILED' },
    });
    writeFileSync(choose('bad.json'), '{"format":"other"}');
    expect(await invoke('runs.import')).toMatchObject({ error: { code: 'BAD_BUNDLE' } });
    expect(store.headers()).toEqual([]);
  });

  it('are unaffected when a dialog is dismissed or a file cannot be written', async () => {
    store.add(run);
    choose(null);
    for (const channel of ['runs.export', 'runs.report']) {
      expect(await invoke(channel, { runId: run.id })).toEqual({ ok: true, value: null });
    }
    choose('no-such-folder/run.json');
    expect(await invoke('runs.export', { runId: run.id })).toMatchObject({ error: { code: 'WRITE_FAILED' } });
  });

  it('replace nothing but the file that was chosen, and leave nothing behind', async () => {
    store.add(run);
    writeFileSync(choose('run.json.partial'), 'precious');
    mkdirSync(choose('folder.json'));
    const before = readdirSync(folder);
    expect(await invoke('runs.export', { runId: run.id })).toMatchObject({ error: { code: 'WRITE_FAILED' } });
    rmSync(join(folder, 'report', 'report.css'));
    choose('report.html');
    expect(await invoke('runs.report', { runId: run.id })).toMatchObject({ error: { code: 'WRITE_FAILED' } });
    expect(readdirSync(folder)).toEqual(before);

    writeFileSync(choose('real.json'), 'old');
    symlinkSync('real.json', choose('link.json'));
    await invoke('runs.export', { runId: run.id });
    expect(readFileSync(join(folder, 'real.json'), 'utf8')).toBe(bundleText(run));
    expect(lstatSync(choose('link.json')).isSymbolicLink()).toBe(true);
    expect(readFileSync(join(folder, 'run.json.partial'), 'utf8')).toBe('precious');
    expect(
      readdirSync(folder)
        .filter((name) => !before.includes(name))
        .toSorted(),
    ).toEqual(['link.json', 'real.json']);
  });

  it('are suggested a name that is a file name, whatever the run is called', async () => {
    store.add({ ...run, name: `../\u202e\u001b]0;x\u0007${'a'.repeat(300)}` });
    choose(null);
    await invoke('runs.export', { runId: run.id });
    expect(electron.suggested).toMatch(/^0-x-a{75}\.tilescope\.json$/);
  });

  it('are saved as a report', async () => {
    store.add(run);
    const path = choose('report.html');
    expect(await invoke('runs.report', { runId: run.id })).toEqual({ ok: true, value: { path } });
    expect(readFileSync(path, 'utf8')).toContain('id="tilescope-run"');
  });

  it('are neither deleted nor exported while they are being measured', async () => {
    store.add({ ...run, status: 'running' });
    choose('run.json');
    for (const channel of ['runs.delete', 'runs.export', 'runs.report']) {
      expect(await invoke(channel, { runId: run.id })).toMatchObject({ error: { code: 'RUN_RUNNING' } });
    }
    expect(store.headers()).toHaveLength(1);
  });

  it('are named with path and remedy when the store cannot be written, and no stack is printed', async () => {
    store.add(run);
    fillDisk(join(folder, 'store.sqlite'), 'UPDATE ON runs', 'INSERT ON remembered');
    const printed = vi.spyOn(console, 'error');
    expect(await invoke('runs.rename', { runId: run.id, name: 'Mine' })).toMatchObject({
      error: {
        code: 'STORE_FAILED',
        message: expect.stringMatching(/store\.sqlite.*disk is full.*Free some/),
      },
    });
    expect(await invoke('settings.set', { theme: 'light' })).toMatchObject({ ok: true });
    expect(await invoke('settings.get')).toMatchObject({ value: { theme: 'light' } });
    expect(printed).not.toHaveBeenCalled();
    vi.restoreAllMocks();
  });

  it.each(['runs.get', 'runs.export', 'runs.report'])('%s needs a run that there is', async (channel) => {
    expect(await invoke(channel, { runId: run.id })).toMatchObject({ error: { code: 'NO_SUCH_RUN' } });
  });
});

it('keeps settings, and applies the theme', async () => {
  const layout = { 'panel.left': 240 };
  await invoke('settings.set', { layout });
  await invoke('settings.set', { theme: 'dark' });
  expect(await invoke('settings.get')).toMatchObject({ value: { theme: 'dark', letterKeys: true, layout } });
  expect(electron.nativeTheme.themeSource).toBe('dark');
});
