// Runs in the page's process, in an isolated world: gives the page the contract's channels and events, nothing else.
import { contextBridge, type IpcRendererEvent, ipcRenderer } from 'electron';
import { isChannel, isEvent } from '../ipc/channels.ts';
import type { TilescopeApi } from '../ipc/contract.ts';

type Listener = (payload: unknown) => void;

/** The page is compiled against the contract's types; here, every name is untrusted. */
const api: Record<keyof TilescopeApi, unknown> = {
  platform: process.platform,
  invoke: async (channel: string, request?: unknown) => {
    if (!isChannel(channel)) throw new Error(`'${channel}' is not a Tilescope channel`);
    return ipcRenderer.invoke(channel, request);
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

contextBridge.exposeInMainWorld('tilescope', api);
