import { createPeer } from './peer.ts';

/** Names of the DOM events between the two worlds: random, so that the page cannot guess them. */
export interface BridgeEvents {
  toPage: string;
  toPreload: string;
}

/**
 * The page's side of contextBridge: what preload exposes becomes a frozen property of `window`.
 * Runs before any script of the page, and keeps its own references to the DOM, so that the page cannot listen in.
 */
export function installPageWorld(events: BridgeEvents): void {
  if (window.top !== window) return;
  const target = document;
  const dispatch = EventTarget.prototype.dispatchEvent.bind(target);
  const OwnEvent = CustomEvent;
  const post = (text: string) => dispatch(new OwnEvent(events.toPreload, { detail: text }));

  // The shell denies every window that a page opens; as in Electron, the page gets null.
  const open = window.open.bind(window);
  window.open = (...target) => {
    open(...target);
    return null;
  };

  const peer = createPeer(post, (name, value) => {
    Object.defineProperty(window, name, { value: freeze(value), enumerable: true });
  });
  target.addEventListener(events.toPage, (event) => peer.receive((event as CustomEvent<string>).detail));
}

function freeze(value: unknown): unknown {
  const isContainer = value !== null && typeof value === 'object' && !ArrayBuffer.isView(value);
  if (isContainer && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const inner of Object.values(value)) freeze(inner);
  }
  return value;
}
