import { strict } from '../not-modelled.ts';
import { createIpcRenderer } from './ipc-renderer.ts';
import type { Listen, Send, ToWorld } from './messages.ts';
import type { BridgeEvents } from './page-world.ts';
import { createPeer } from './peer.ts';
import { webUtils } from './watch-drop.ts';

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

/**
 * The isolated world: what preload may require of Electron (contextBridge, ipcRenderer, webUtils), over a binding that
 * the page cannot see.
 * @param parts what the shell itself watches and shows in this world
 */
export function installPreloadWorld(
  configuration: PreloadConfiguration,
  parts: readonly ((send: Send, listen: Listen) => void)[],
  preload: PreloadScript,
): void {
  if (window.top !== window) return;
  const { binding, inbox, events, platform, versions } = configuration;
  const world = globalThis as unknown as Record<string, (text: string) => void>;
  const takers: ((message: ToWorld) => void)[] = [];
  const send: Send = (message) => world[binding]?.(JSON.stringify(message));
  const listen: Listen = (take) => takers.push(take);
  world[inbox] = (text) => {
    const message = JSON.parse(text) as ToWorld;
    for (const take of takers) take(message);
  };
  const ipcRenderer = createIpcRenderer(send, listen);
  for (const part of parts) part(send, listen);

  const electron = strict('electron', {
    contextBridge: createContextBridge(events),
    ipcRenderer,
    webUtils: strict('webUtils', webUtils),
  });
  const require = (name: string) => {
    if (name === 'electron') return electron;
    throw new Error(`module not found: ${name}`);
  };
  const facts = { platform, versions, contextIsolated: true, sandboxed: true, type: 'renderer' };
  const module = { exports: {} };
  preload(require, module, module.exports, strict('process', facts));
}

function createContextBridge(events: BridgeEvents) {
  const post = (text: string) => document.dispatchEvent(new CustomEvent(events.toPage, { detail: text }));
  const peer = createPeer(post, () => {
    throw new Error('the page cannot offer anything');
  });
  document.addEventListener(events.toPreload, (event) => peer.receive((event as CustomEvent<string>).detail));
  return strict('contextBridge', {
    exposeInMainWorld: (name: string, value: unknown) => peer.offer(name, value),
  });
}
