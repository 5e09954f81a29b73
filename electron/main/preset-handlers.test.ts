import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { IpcMainInvokeEvent } from 'electron';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Result } from '../ipc/types.ts';
import { fillDisk } from '../store/fixture/full-disk.ts';
import { RunStore } from '../store/run-store.ts';
import { registerHandlers } from './handlers.ts';
import { INDEX_URL } from './protocol.ts';
import type { Supervisor } from './supervise/supervisor.ts';

type Handler = (event: IpcMainInvokeEvent, request?: unknown) => Promise<Result<unknown>>;
const electron = vi.hoisted(() => ({ handlers: new Map<string, Handler>() }));

// Other files of tests may have loaded modules with an Electron of their own.
vi.hoisted(() => vi.resetModules());

vi.mock('electron', () => ({
  ipcMain: { handle: (channel: string, handler: Handler) => electron.handlers.set(channel, handler) },
}));

let folder = '';
let file = '';
let store: RunStore;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tilescope-presets-'));
  file = join(folder, 'store.sqlite');
  store = new RunStore(file);
  registerHandlers({
    store,
    supervisor: {} as Supervisor,
    send: () => undefined,
    reportFolder: '',
    demoFile: '',
  });
});

afterEach(() => {
  store.dispose();
  rmSync(folder, { recursive: true, force: true });
});

function invoke(channel: string, request?: unknown) {
  const event = { senderFrame: { url: INDEX_URL, parent: null } } as IpcMainInvokeEvent;
  return (electron.handlers.get(channel) as Handler)(event, request);
}

describe('saved sweeps', () => {
  const preset = { hint: '', op: 'gemm', sizes: '64', method: { seed: 7 } };
  const save = (name: string, mayReplace = false, saved: object = preset) =>
    invoke('presets.save', { name, preset: saved, mayReplace });

  it('are saved, replaced only if that is asked for, renamed in their place, and deleted', async () => {
    await save('a');
    await save('b');
    expect(await save('a', false, { ...preset, sizes: '32' })).toMatchObject({
      error: { code: 'PRESET_EXISTS', message: 'There is a saved sweep a already.' },
    });
    expect(await invoke('presets.rename', { name: 'a', next: 'b' })).toMatchObject({
      error: { code: 'PRESET_EXISTS' },
    });
    expect(await invoke('presets.list')).toEqual({
      ok: true,
      value: ['a', 'b'].map((name) => ({ name, preset, problem: null })),
    });
    await save('a', true, { ...preset, sizes: '32' });
    expect(await invoke('presets.rename', { name: 'a', next: 'c' })).toMatchObject({
      value: [{ name: 'c', preset: { sizes: '32' } }, { name: 'b' }],
    });
    expect(await invoke('presets.delete', { name: 'c' })).toMatchObject({ value: [{ name: 'b' }] });
  });

  it.each([
    ['quick', preset, 'presets.save: name = quick: expected a name that no preset of Tilescope has'],
    ['a b', preset, 'presets.save: name = a b: expected up to 64 letters'],
    ['a', { ...preset, sizes: 64 }, 'preset.sizes = 64: expected text'],
    ['a', { ...preset, method: { epochs: 0 } }, 'preset.method.epochs = 0: expected at least 1'],
  ])('are not saved as %s, %o', async (name, saved, message) => {
    expect(await save(name, false, saved)).toMatchObject({
      error: { code: 'BAD_INPUT', message: expect.stringContaining(message) },
    });
    expect(await invoke('presets.list')).toEqual({ ok: true, value: [] });
  });

  it('of a newer version are shown as such, and survive what is done to others', async () => {
    const newer = { ...preset, threads: 4 };
    store.remember('sweeps', { newer, mine: preset });
    await save('other');
    await invoke('presets.delete', { name: 'mine' });
    expect(await invoke('presets.rename', { name: 'newer', next: 'later' })).toMatchObject({
      value: [
        { name: 'later', preset: null, problem: expect.stringContaining('an object without threads') },
        { name: 'other' },
      ],
    });
    expect(store.remembered('sweeps')).toMatchObject({ later: newer });
  });

  it.each([[['a']], ['{'], [3]])('are left alone where they are damaged: %o', async (damaged) => {
    store.remember('sweeps', damaged);
    const failure = {
      error: {
        code: 'STORE_FAILED',
        message: expect.stringMatching(/store\.sqlite are damaged, or of a newer/),
      },
    };
    expect(await invoke('presets.list')).toMatchObject(failure);
    expect(await save('a')).toMatchObject(failure);
    expect(await invoke('presets.delete', { name: 'a' })).toMatchObject(failure);
    expect(store.remembered('sweeps')).toEqual(damaged);
  });

  it('are not saved where the disk is full, which is said', async () => {
    const makeRoom = fillDisk(file, 'INSERT ON remembered');
    expect(await save('a')).toMatchObject({
      error: { code: 'STORE_FAILED', message: expect.stringContaining('its disk is full') },
    });
    makeRoom();
    await save('b');
    expect(await invoke('presets.list')).toMatchObject({ value: [{ name: 'b' }] });
  });
});
