import { strict } from '../not-modelled.ts';
import { decode } from '../wire/decode.ts';
import { encode } from '../wire/encode.ts';
import type { Listen, Send } from './messages.ts';

type Listener = (event: unknown, ...args: unknown[]) => void;

/** Electron's ipcRenderer, over the world's messages. */
export function createIpcRenderer(send: Send, listen: Listen) {
  const waiting = new Map<number, { resolve(value: unknown): void; reject(error: unknown): void }>();
  const listeners = new Map<string, Listener[]>();
  let lastId = 0;

  const ipcRenderer = strict('ipcRenderer', {
    invoke(channel: string, ...args: unknown[]): Promise<unknown> {
      return new Promise((resolve, reject) => {
        const encoded = encode(args);
        const id = ++lastId;
        waiting.set(id, { resolve, reject });
        send({ kind: 'invoke', id, channel, args: encoded });
      });
    },
    send(channel: string, ...args: unknown[]) {
      send({ kind: 'send', channel, args: encode(args) });
    },
    on(channel: string, listener: Listener) {
      listeners.set(channel, [...(listeners.get(channel) ?? []), listener]);
      return ipcRenderer;
    },
    once(channel: string, listener: Listener) {
      const once: Listener = (...args) => {
        ipcRenderer.removeListener(channel, once);
        listener(...args);
      };
      return ipcRenderer.on(channel, once);
    },
    removeListener(channel: string, listener: Listener) {
      const list = listeners.get(channel) ?? [];
      const at = list.lastIndexOf(listener);
      if (at >= 0) listeners.set(channel, list.toSpliced(at, 1));
      return ipcRenderer;
    },
    off(channel: string, listener: Listener) {
      return ipcRenderer.removeListener(channel, listener);
    },
    removeAllListeners(channel: string) {
      listeners.delete(channel);
      return ipcRenderer;
    },
  });

  listen((message) => {
    if (message.kind === 'reply') {
      const settle = waiting.get(message.id);
      waiting.delete(message.id);
      const value = decode(message.value);
      if (message.ok) settle?.resolve(value);
      else settle?.reject(value);
    } else if (message.kind === 'event') {
      const args = decode(message.args) as unknown[];
      for (const listener of listeners.get(message.channel) ?? []) listener({ sender: ipcRenderer }, ...args);
    }
  });
  return ipcRenderer;
}
