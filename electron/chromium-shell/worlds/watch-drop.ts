import { DROPPED_FILES, type Listen, type Send } from './messages.ts';

const paths = new WeakMap<File, string>();

/** Electron's webUtils: the path of a file that was dropped; empty if the page has made it. */
export const webUtils = { getPathForFile: (file: File) => paths.get(file) ?? '' };

/**
 * Holds each drop of files back until the shell has found their paths, which Chromium tells only its DevTools; the drop
 * that others see is a second one.
 */
export function watchDrop(send: Send, listen: Listen): void {
  let drop: { event: DragEvent; files: File[] } | null = null;
  const hold = (event: DragEvent) => {
    const files = [...(event.dataTransfer?.files ?? [])];
    if (!event.isTrusted || files.length === 0) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    drop = { event, files };
    Object.assign(globalThis, { [DROPPED_FILES]: files });
    send({ kind: 'dropped', count: files.length });
  };
  window.addEventListener('drop', hold, true);
  listen((message) => {
    if (message.kind !== 'paths' || !drop) return;
    const { event, files } = drop;
    const dataTransfer = new DataTransfer();
    for (const [index, path] of message.paths.entries()) {
      const file = files[index] as File;
      paths.set(file, path);
      dataTransfer.items.add(file);
    }
    const { clientX, clientY, target } = event;
    const again = { bubbles: true, cancelable: true, composed: true, clientX, clientY, dataTransfer };
    (target ?? document.body).dispatchEvent(new DragEvent('drop', again));
  });
}
