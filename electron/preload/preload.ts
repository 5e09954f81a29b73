// Runs in the page's process, in an isolated world: gives the page the contract's channels and events, nothing else.
import { contextBridge, type IpcRendererEvent, ipcRenderer } from 'electron';
import { isChannel, isEvent } from '../ipc/channels.ts';
import type { TilescopeApi } from '../ipc/contract.ts';
import type { Result } from '../ipc/types.ts';
import { watchDrops } from './dropped-files.ts';

watchDrops();

type Listener = (payload: unknown) => void;

/** The page is compiled against the contract's types; here, every name is untrusted. */
const api: Record<keyof TilescopeApi, unknown> = {
  platform: process.platform,
  invoke: async (channel: string, request?: unknown) => {
    if (!isChannel(channel)) return failed('NO_SUCH_CHANNEL', `'${channel}' is not a Tilescope channel.`);
    try {
      return await ipcRenderer.invoke(channel, request);
    } catch (error) {
      // A request or an answer that cannot be cloned, or no one left who could answer.
      return failed('NOT_DELIVERED', `${channel}: ${error instanceof Error ? error.message : String(error)}`);
    }
  },
  on: (event: string, listener: Listener) => {
    if (!isEvent(event)) throw new Error(`'${event}' is not a Tilescope event`);
    const receive = (_event: IpcRendererEvent, payload: unknown) => listener(payload);
    ipcRenderer.on(event, receive);
    return () => {
      ipcRenderer.removeListener(event, receive);
    };
  },
};

function failed(code: string, message: string): Result<never> {
  return { ok: false, error: { code, message } };
}

contextBridge.exposeInMainWorld('tilescope', api);
