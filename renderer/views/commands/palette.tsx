import { type KeyboardEvent, useId, useMemo, useState } from 'react';
import { COMMAND_KEYS } from '../../model/command-keys.ts';
import { matchCommands } from '../../model/match.ts';
import { useWorkbenchStore } from '../../state/store.ts';
import { Dialog } from '../../widgets/dialog.tsx';
import { Icon } from '../../widgets/icon.tsx';
import { Keys } from '../../widgets/key.tsx';
import type { Command } from './command.ts';
import { commandsFor } from './commands.ts';

/** Finds a command by its words; Enter runs it. */
export function Palette() {
  const store = useWorkbenchStore();
  const [query, setQuery] = useState('');
  const [cursor, setCursor] = useState(0);
  const listId = useId();
  const available = useMemo(() => {
    const state = store.getState();
    return commandsFor(state).filter(({ id, enabled }) => id !== 'palette' && (enabled?.(state) ?? true));
  }, [store]);
  const matches = useMemo(() => matchCommands(available, query), [available, query]);
  const close = () => store.getState().setDialog(null);
  const choose = (command: Command | undefined) => {
    if (!command) return;
    close();
    // Once the dialog has returned the focus, since a command may move it.
    setTimeout(() => command.run(store.getState()));
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const delta = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (delta) setCursor(Math.min(Math.max(cursor + delta, 0), matches.length - 1));
    else if (event.key === 'Enter') choose(matches[cursor]);
    else return;
    event.preventDefault();
  };
  return (
    <Dialog label="Find a command" className="palette" onClose={close}>
      <div className="palette-input">
        <Icon name="search" />
        <input
          role="combobox"
          aria-label="Command"
          aria-expanded="true"
          aria-controls={listId}
          aria-activedescendant={matches[cursor] && `command-${matches[cursor].id}`}
          placeholder="Find a command"
          value={query}
          onChange={(event) => {
            setQuery(event.target.value);
            setCursor(0);
          }}
          onKeyDown={onKeyDown}
        />
      </div>
      <div id={listId} className="palette-list" role="listbox" aria-label="Commands" tabIndex={-1}>
        {matches.map((command, index) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the input above handles the keyboard, as in every combobox
          <div
            key={command.id}
            id={`command-${command.id}`}
            role="option"
            aria-selected={index === cursor}
            tabIndex={-1}
            ref={index === cursor ? scrollIntoView : undefined}
            onClick={() => choose(command)}
          >
            <span>{command.label}</span>
            <span className="quiet">{command.group}</span>
            <Keys combo={COMMAND_KEYS[command.id]} />
          </div>
        ))}
      </div>
      {matches.length === 0 && <p className="empty">No command matches “{query}”.</p>}
    </Dialog>
  );
}

function scrollIntoView(element: HTMLElement | null): void {
  element?.scrollIntoView({ block: 'nearest' });
}
