import { type KeyboardEvent, useRef } from 'react';
import { useWorkbench } from '../../state/store.ts';
import { IconButton } from '../../widgets/button.tsx';
import { withKeys } from '../../widgets/key.tsx';
import { TuningEntries } from '../tune/tuning-list.tsx';
import { RunEntry } from './run-entry.tsx';

/** The recorded runs, newest first. */
export function RunsList() {
  const headers = useWorkbench((state) => state.headers);
  const loaded = useWorkbench((state) => state.arrived.runs);
  const shown = useWorkbench((state) => state.run?.id);
  const importRun = useWorkbench((state) => state.importRun);
  const list = useRef<HTMLUListElement>(null);
  const onKeyDown = (event: KeyboardEvent) => {
    const delta = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    if (!delta || event.target instanceof HTMLInputElement) return;
    event.preventDefault();
    event.stopPropagation();
    const entries = [...(list.current?.querySelectorAll<HTMLElement>('.run-open') ?? [])];
    entries[entries.indexOf(document.activeElement as HTMLElement) + delta]?.focus();
  };
  return (
    <section className="runs" aria-label="Runs">
      <header className="pane-header">
        <h2>Runs</h2>
        <span className="spacer" />
        <IconButton
          size="small"
          icon="import"
          label={withKeys('Import run', 'import-run')}
          onClick={() => importRun()}
        />
      </header>
      <TuningEntries />
      {headers.length === 0 ? (
        loaded && <p className="empty">No runs yet. Sweeps appear here with their samples.</p>
      ) : (
        <ul ref={list} className="run-list" data-testid="runs" onKeyDown={onKeyDown}>
          {headers.map((header) => (
            <RunEntry key={header.id} header={header} shown={header.id === shown} />
          ))}
        </ul>
      )}
    </section>
  );
}
