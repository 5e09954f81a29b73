import type { KeyCombination, Listen, Send } from './messages.ts';

/** Plays the menu bar's keys: tells the shell of an accelerator that the page did not handle itself. */
export function watchKeys(send: Send, listen: Listen): void {
  let combinations: KeyCombination[] = [];
  listen((message) => {
    if (message.kind === 'accelerators') combinations = message.keys;
  });
  const onKey = (event: KeyboardEvent) => {
    if (event.defaultPrevented || event.repeat) return;
    const index = combinations.findIndex(
      ({ key, ctrl, meta, shift, alt }) =>
        key === event.key.toLowerCase() &&
        ctrl === event.ctrlKey &&
        meta === event.metaKey &&
        alt === event.altKey &&
        // Whether a character such as "?" takes Shift depends on the keyboard.
        (shift === event.shiftKey || !/^[a-z0-9]$|^.{2,}$/.test(key)),
    );
    if (index < 0) return;
    event.preventDefault();
    send({ kind: 'accelerator', index });
  };
  // Moved to the end of the window's listeners at every key press, so that the page's own keys come first.
  window.addEventListener(
    'keydown',
    () => {
      window.removeEventListener('keydown', onKey);
      window.addEventListener('keydown', onKey);
    },
    { capture: true },
  );
}
