import type { IpcMainInvokeEvent } from 'electron';
import { expect, it, vi } from 'vitest';
import { sampleEnvironment } from '../ipc/fixture/sample-run.ts';
import { machineId } from '../ipc/machine.ts';
import { noiseKey } from '../ipc/noise/noise-floor.ts';
import type { Result } from '../ipc/types.ts';
import { keepFloor } from '../store/noise-floors.ts';
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

const store = new RunStore(null);
const supervisor = {
  measureNoise: vi.fn(async () => ({ ok: true, value: null })),
  cancelNoise: vi.fn(() => ({ ok: true, value: null })),
};
registerHandlers({
  store,
  supervisor: supervisor as unknown as Supervisor,
  send: () => undefined,
  reportFolder: '',
  demoFile: '',
});

function invoke(channel: string, request?: unknown) {
  const event = { senderFrame: { url: INDEX_URL, parent: null } } as IpcMainInvokeEvent;
  return (electron.handlers.get(channel) as Handler)(event, request);
}

it('gives the noise floors that the store keeps, by machine and device', async () => {
  expect(await invoke('noise.get')).toEqual({ ok: true, value: { machine: machineId(), floors: {} } });
  const classes = { 'generated, under 10 µs': { paired: 0.01, betweenRuns: 0.1, cells: 3 } };
  const floor = { measuredAt: '2026-01-02T03:04:05.678Z', runs: 4, classes };
  keepFloor(store, sampleEnvironment, floor);
  keepFloor(store, { ...sampleEnvironment, machine: 'another' }, floor);
  const floors = {
    [noiseKey(sampleEnvironment)]: floor,
    [noiseKey({ ...sampleEnvironment, machine: 'another' })]: floor,
  };
  expect(await invoke('noise.get')).toMatchObject({ value: { floors } });
});

it('measures the noise floor of a device, and cancels that', async () => {
  expect(await invoke('noise.measure', { device: '' })).toMatchObject({ error: { code: 'BAD_INPUT' } });
  expect(supervisor.measureNoise).not.toHaveBeenCalled();
  expect(await invoke('noise.measure', { device: 'cpu' })).toEqual({ ok: true, value: null });
  expect(supervisor.measureNoise).toHaveBeenCalledWith('cpu');
  expect(await invoke('noise.cancel')).toEqual({ ok: true, value: null });
  expect(supervisor.cancelNoise).toHaveBeenCalledOnce();
});
