import { type KeyboardEvent, type RefObject, useEffect, useRef, useState } from 'react';
import { type NavigatorRow, typedAhead } from '../../model/navigator.ts';
import { keyPlatform } from '../../state/platform.ts';
import { useWorkbenchStore } from '../../state/store.ts';

/** What is typed later than this begins a new word. */
const WORD_MS = 800;

/** The identity of a row, which stays while others come and go. */
export function rowKey(row: NavigatorRow): string {
  return row.kind === 'run' ? row.run.id : `group ${row.group.key}`;
}

/** Where each key leads from a row. */
const STEPS: Readonly<Record<string, (at: number, count: number) => number>> = {
  ArrowDown: (at, count) => Math.min(at + 1, count - 1),
  ArrowUp: (at) => Math.max(at - 1, 0),
  PageDown: (at, count) => Math.min(at + 10, count - 1),
  PageUp: (at) => Math.max(at - 10, 0),
  Home: () => 0,
  End: (_at, count) => count - 1,
};

/**
 * One tab stop for a list of rows, moved with the arrow keys, Home, End and the beginning of a name. Letters are looked
 * for only once a key has moved the focus in the list: after a click they are commands, as everywhere.
 * @param show scrolls to a row
 */
export function useRovingRows(
  list: RefObject<HTMLElement | null>,
  rows: readonly NavigatorRow[],
  show: (index: number) => void,
) {
  const store = useWorkbenchStore();
  const [key, setKey] = useState<string | null>(null);
  const isByKeys = useRef(false);
  const typed = useRef({ text: '', at: 0 });
  const [wanted, setWanted] = useState(false);
  const shownId = store.getState().run?.id;
  const known = rows.findIndex((row) => rowKey(row) === key);
  const shown = rows.findIndex((row) => row.kind === 'run' && row.run.id === shownId);
  const current = known >= 0 ? known : Math.max(0, shown);

  useEffect(() => {
    if (!wanted) return;
    setWanted(false);
    list.current
      ?.querySelector<HTMLElement>('[data-row] > * > [tabindex="0"], [data-row] > [tabindex="0"]')
      ?.focus();
  }, [wanted, list]);

  const go = (index: number) => {
    const row = rows[index];
    if (!row) return;
    setKey(rowKey(row));
    show(index);
    setWanted(true);
  };

  const typeAhead = (letter: string) => {
    const now = performance.now();
    const text = now - typed.current.at < WORD_MS ? typed.current.text + letter : letter;
    typed.current = { text, at: now };
    const found = typedAhead(rows, current, text);
    if (found >= 0) go(found);
  };

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.target instanceof HTMLInputElement || event.metaKey || event.ctrlKey || event.altKey) return;
    const row = rows[current];
    const step = STEPS[event.key];
    const { toggleGroup, remove, setRenaming } = store.getState();
    if (step) {
      isByKeys.current = true;
      go(step(current, rows.length));
    } else if (event.key === 'ArrowLeft' && row?.kind === 'run') {
      go(rows.findLastIndex((other, index) => index < current && other.kind === 'group'));
    } else if ((event.key === 'ArrowLeft' || event.key === 'ArrowRight') && row?.kind === 'group') {
      if (row.isFolded === (event.key === 'ArrowRight')) toggleGroup(row.group.key);
      else if (event.key === 'ArrowRight') go(current + 1);
    } else if (isDelete(event.key) && row?.kind === 'run') {
      if (row.run.status === 'running') return;
      go(rows[current + 1]?.kind === 'run' ? current + 1 : current - 1);
      void remove(row.run.id);
    } else if (event.key === 'F2' && row?.kind === 'run') setRenaming(row.run.id);
    else if (isByKeys.current && /^\S$/u.test(event.key)) typeAhead(event.key);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };

  return {
    current,
    onKeyDown,
    onPointerDown: () => {
      isByKeys.current = false;
    },
    onFocus: (index: number) => {
      const row = rows[index];
      if (row) setKey(rowKey(row));
    },
  };
}

/** The ⌫ of a Mac's keyboard deletes, and browsers call it Backspace. */
function isDelete(key: string): boolean {
  return key === 'Delete' || (key === 'Backspace' && keyPlatform() === 'mac');
}
