import { type KeyboardEvent, useId, useMemo, useState } from 'react';
import { matchCommands } from '../../model/match.ts';
import { useWorkbenchStore } from '../../state/store.ts';
import { Dialog } from '../../widgets/dialog.tsx';
import { Icon } from '../../widgets/icon.tsx';
import { Keys } from '../../widgets/key.tsx';
import { usePlatform } from '../shell/use-platform.ts';
import type { Command } from './command.ts';
import { commandsFor } from './commands.ts';

/** Finds a command by some of its letters; Enter runs it. */
export function Palette() {
  const store = useWorkbenchStore();
  const [query, setQuery] = useState('');
  const [cursor, setCursor] = useState(0);
  const listId = useId();
  const platform = usePlatform();
  const available = useMemo(() => {
    const state = store.getState();
    return commandsFor(state).filter(({ id, enabled }) => id !== 'palette' && (enabled?.(state) ?? true));
  }, [store]);
  const found = useMemo(() => matchCommands(available, query), [available, query]);
  const close = () => store.getState().setDialog(null);
  const choose = (command: Command | undefined) => {
    if (!command) return;
    close();
    // After the dialog has given the focus back: a command may move it on.
    setTimeout(() => command.run(store.getState()));
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const delta = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (delta) setCursor(Math.min(Math.max(cursor + delta, 0), found.length - 1));
    else if (event.key === 'Enter') choose(found[cursor]);
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
          aria-activedescendant={found[cursor] && `command-${found[cursor].id}`}
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
        {found.map((command, index) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the input above owns the keyboard, as in every combobox
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
            {command.keys[0] && <Keys combo={command.keys[0]} platform={platform} />}
          </div>
        ))}
      </div>
      {found.length === 0 && <p className="empty">No command matches “{query}”.</p>}
    </Dialog>
  );
}

function scrollIntoView(element: HTMLElement | null): void {
  element?.scrollIntoView({ block: 'nearest' });
}
