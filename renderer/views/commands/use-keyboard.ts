import { useEffect } from 'react';
import { COMMAND_KEYS } from '../../model/command-keys.ts';
import { isLetterKey, matchesKeys } from '../../model/keys.ts';
import { keyPlatform } from '../../state/platform.ts';
import { useWorkbenchStore } from '../../state/store.ts';
import { focusedPane } from '../shell/focus-pane.ts';
import { commandsFor } from './commands.ts';

/** Whether keys are text or commands to the focused control, which then keeps them. */
function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement && target.closest('input, select, textarea, dialog, .cm-editor') !== null
  );
}

/** Keys that operate some controls. */
const CONTROL_KEYS = ['arrowleft', 'arrowright', 'arrowup', 'arrowdown', 'enter'];

function isControlKey(target: EventTarget | null, key: string): boolean {
  if (!CONTROL_KEYS.includes(key.toLowerCase())) return false;
  return (
    target instanceof HTMLElement && target.closest('[role="separator"], [role="tablist"], summary') !== null
  );
}

/** Runs the command of a key that is pressed anywhere in the window. */
export function useKeyboard(): void {
  const store = useWorkbenchStore();
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.defaultPrevented) return;
      const state = store.getState();
      if (state.presenting) return;
      const matching = commandsFor(state).filter(({ id }) =>
        matchesKeys(event, COMMAND_KEYS[id], keyPlatform()),
      );
      // Where one key has two meanings, only one of them is possible.
      const command = matching.find(({ enabled }) => enabled?.(state) ?? true) ?? matching[0];
      if (!command || (state.dialog && !command.inDialog)) return;
      const withModifier = event.metaKey || event.ctrlKey;
      if (isLetterKey(event) && !state.settings.letterKeys) return;
      const pane = focusedPane();
      if (command.within && pane !== null && pane !== command.within) return;
      if (!withModifier && (isTyping(event.target) || isControlKey(event.target, event.key))) return;
      event.preventDefault();
      if (command.enabled?.(state) ?? true) command.run(state);
    };
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  }, [store]);
}
