import type { FromWorld, ToWorld } from './messages.ts';
import type { BridgeEvents, BridgeTools } from './page-world.ts';

export interface PreloadConfiguration {
  /** The binding that carries messages to the shell; it exists in this world only. */
  binding: string;
  /** The function of this world that the shell calls with a message. */
  inbox: string;
  events: BridgeEvents;
  platform: string;
  versions: Record<string, string>;
}

export type PreloadScript = (
  require: (name: string) => unknown,
  module: { exports: unknown },
  exports: unknown,
  process: unknown,
) => void;

export type WorldPart = (
  send: (message: FromWorld) => void,
  listen: (take: (message: ToWorld) => void) => void,
) => void;

/**
 * The isolated world: what preload may require of Electron (contextBridge, ipcRenderer), over a binding that page code
 * cannot see. Runs in the page as source text: it uses nothing from outside its body.
 * @param parts what the shell itself watches and shows in this world
 */
export function installPreloadWorld(
  tools: BridgeTools,
  configuration: PreloadConfiguration,
  parts: WorldPart[],
  preload: PreloadScript,
): void {
  if (window.top !== window) return;
  type Listener = (event: unknown, ...args: unknown[]) => void;
  const { binding, inbox, events, platform, versions } = configuration;
  const world = globalThis as unknown as Record<string, (text: string) => void>;
  const wire = tools.createWire();
  const takers: ((message: ToWorld) => void)[] = [];
  const send = (message: FromWorld) => world[binding]?.(JSON.stringify(message));
  const listen = (take: (message: ToWorld) => void) => takers.push(take);
  world[inbox] = (text) => {
    const message = JSON.parse(text) as ToWorld;
    for (const take of takers) take(message);
  };

  const strict = <T extends object>(name: string, object: T): T =>
    new Proxy(object, {
      get(target, property) {
        if (property in target || typeof property === 'symbol') return Reflect.get(target, property);
        throw new Error(`chromium-shell: ${name}.${property} is not modelled`);
      },
    });

  const waiting = new Map<number, { resolve(value: unknown): void; reject(error: unknown): void }>();
  const listeners = new Map<string, Listener[]>();
  let lastId = 0;

  const ipcRenderer = strict('ipcRenderer', {
    invoke(channel: string, ...args: unknown[]): Promise<unknown> {
      return new Promise((resolve, reject) => {
        const encoded = wire.encode(args);
        const id = ++lastId;
        waiting.set(id, { resolve, reject });
        send({ kind: 'invoke', id, channel, args: encoded });
      });
    },
    send(channel: string, ...args: unknown[]) {
      send({ kind: 'send', channel, args: wire.encode(args) });
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
      const value = wire.decode(message.value);
      if (message.ok) settle?.resolve(value);
      else settle?.reject(value);
    } else if (message.kind === 'event') {
      const args = wire.decode(message.args) as unknown[];
      for (const listener of listeners.get(message.channel) ?? []) listener({ sender: ipcRenderer }, ...args);
    }
  });

  const post = (text: string) => document.dispatchEvent(new CustomEvent(events.toPage, { detail: text }));
  const peer = tools.createPeer(wire, post, () => {
    throw new Error('the page may offer nothing');
  });
  document.addEventListener(events.toPreload, (event) => peer.receive((event as CustomEvent<string>).detail));
  const contextBridge = strict('contextBridge', {
    exposeInMainWorld: (name: string, value: unknown) => peer.offer(name, value),
  });

  for (const part of parts) part(send, listen);
  const module = { exports: {} };
  const require = (name: string) => {
    if (name === 'electron') return strict('electron', { contextBridge, ipcRenderer });
    throw new Error(`module not found: ${name}`);
  };
  const process = strict('process', {
    platform,
    versions,
    contextIsolated: true,
    sandboxed: true,
    type: 'renderer',
  });
  preload(require, module, module.exports, process);
}
