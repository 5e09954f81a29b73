import { useEffect } from 'react';
import { matchesKeys } from '../../model/keys.ts';
import { useWorkbenchStore } from '../../state/store.ts';
import { commandsFor } from './commands.ts';

/** Keys that mean something to the control that has the focus are left to it. */
function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement && target.closest('input, select, textarea, dialog, .cm-editor') !== null
  );
}

/** Keys with which the focused control itself is worked. */
const CONTROL_KEYS = ['arrowleft', 'arrowright', 'arrowup', 'arrowdown', 'enter'];

function isControlKey(target: EventTarget | null, key: string): boolean {
  if (!CONTROL_KEYS.includes(key.toLowerCase())) return false;
  return (
    target instanceof HTMLElement && target.closest('[role="separator"], [role="tablist"], summary') !== null
  );
}

/** Listens to the whole window and runs the command a key belongs to. */
export function useKeyboard(): void {
  const store = useWorkbenchStore();
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.defaultPrevented) return;
      const command = commandsFor(store.getState()).find(({ keys }) =>
        keys.some((combo) => matchesKeys(event, combo)),
      );
      if (!command || (store.getState().dialog && !command.inDialog)) return;
      const withModifier = event.metaKey || event.ctrlKey;
      if (!withModifier && (isTyping(event.target) || isControlKey(event.target, event.key))) return;
      event.preventDefault();
      const state = store.getState();
      if (command.enabled?.(state) ?? true) command.run(state);
    };
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  }, [store]);
}
