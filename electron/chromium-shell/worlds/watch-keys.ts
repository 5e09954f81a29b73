import type { FromWorld, KeyCombination, ToWorld } from './messages.ts';

/**
 * Plays the menu bar's keys: a key that the page leaves alone and that a menu item has goes to the shell.
 * Runs in the page as source text: it uses nothing from outside its body.
 */
export function watchKeys(
  send: (message: FromWorld) => void,
  listen: (take: (message: ToWorld) => void) => void,
): void {
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
        // Which key a character like "?" needs shift for depends on the keyboard.
        (shift === event.shiftKey || !/^[a-z0-9]$|^.{2,}$/.test(key)),
    );
    if (index < 0) return;
    event.preventDefault();
    send({ kind: 'accelerator', index });
  };
  // Put last among the window's listeners at every key press: the page's own keys go first.
  window.addEventListener(
    'keydown',
    () => {
      window.removeEventListener('keydown', onKey);
      window.addEventListener('keydown', onKey);
    },
    { capture: true },
  );
}
