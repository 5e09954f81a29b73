// Runs in the page's process, in a world apart: gives the page the contract's channels and events, and nothing else.
import { contextBridge, type IpcRendererEvent, ipcRenderer } from 'electron';
import { isChannel, isEvent } from '../ipc/channels.ts';
import type { TilescopeApi } from '../ipc/contract.ts';

type Listener = (payload: unknown) => void;

/** The contract's types hold for the page; here every name comes from outside. */
const api: Record<keyof TilescopeApi, unknown> = {
  platform: process.platform,
  invoke: async (channel: string, request?: unknown) => {
    if (!isChannel(channel)) throw new Error(`'${channel}' is not a channel of Tilescope`);
    return ipcRenderer.invoke(channel, request);
  },
  on: (event: string, listener: Listener) => {
    if (!isEvent(event)) throw new Error(`'${event}' is not an event of Tilescope`);
    const receive = (_event: IpcRendererEvent, payload: unknown) => listener(payload);
    ipcRenderer.on(event, receive);
    return () => {
      ipcRenderer.removeListener(event, receive);
    };
  },
};

contextBridge.exposeInMainWorld('tilescope', api);
