import { expect, it, vi } from 'vitest';

type Invoke = (channel: string, request?: unknown) => Promise<unknown>;

/** A stand-in for Electron that clones what is sent, as the real one does. */
const electron = vi.hoisted(() => ({ api: null as { invoke: Invoke } | null, answer: null as unknown }));

// Other files of tests may have loaded modules with an Electron of their own.
vi.hoisted(() => vi.resetModules());

vi.mock('electron', () => ({
  contextBridge: {
    exposeInMainWorld: (_name: string, api: { invoke: Invoke }) => {
      electron.api = api;
    },
  },
  ipcRenderer: {
    invoke: async (_channel: string, request: unknown) => {
      structuredClone(request);
      return structuredClone(electron.answer);
    },
  },
}));

vi.stubGlobal('window', new EventTarget());
await import('./preload.ts');
const invoke: Invoke = (channel, request) => electron.api?.invoke(channel, request) ?? expect.unreachable();

it('passes answers on', async () => {
  electron.answer = { ok: true, value: 1 };
  expect(await invoke('runs.list')).toEqual({ ok: true, value: 1 });
});

it.each([
  ['a request that cannot be cloned', 'runs.get', () => undefined, null, 'NOT_DELIVERED'],
  ['an answer that cannot be cloned', 'runs.get', null, () => undefined, 'NOT_DELIVERED'],
  ['a channel that there is not', 'toString', null, null, 'NO_SUCH_CHANNEL'],
])('answers %s with a failure', async (_what, channel, request, answer, code) => {
  electron.answer = answer;
  expect(await invoke(channel, request)).toMatchObject({ ok: false, error: { code } });
});
