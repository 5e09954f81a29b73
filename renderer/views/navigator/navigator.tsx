import { useEffect, useMemo, useRef } from 'react';
import { groupsOf, matchRuns, type NavigatorRow, ROW_PX, rowsOf } from '../../model/navigator.ts';
import { useWorkbench, useWorkbenchStore } from '../../state/store.ts';
import { IconButton } from '../../widgets/button.tsx';
import { Icon } from '../../widgets/icon.tsx';
import { withKeys } from '../../widgets/key.tsx';
import { offsetsOf, useVirtual } from '../../widgets/use-virtual.ts';
import { TuningEntries } from '../tune/tuning-list.tsx';
import { RunRow } from './run-row.tsx';
import { rowKey, useRovingRows } from './use-roving-rows.ts';

/** The recorded runs by suite, newest first, with those that are pinned above them. */
export function Navigator() {
  const headers = useWorkbench((state) => state.headers);
  const loaded = useWorkbench((state) => state.arrived.runs);
  const query = useWorkbench((state) => state.runQuery);
  const folded = useWorkbench((state) => state.foldedGroups);
  const { setDialog } = useWorkbenchStore().getState();
  const rows = useMemo(() => {
    const found = matchRuns(headers, query);
    return rowsOf(groupsOf(found), query.trim() === '' ? folded : []);
  }, [headers, query, folded]);
  return (
    <nav className="navigator" aria-label="Runs" data-pane="navigator" tabIndex={-1}>
      <header className="pane-header">
        <h2>Runs</h2>
        <span className="spacer" />
        <IconButton
          size="small"
          icon="plus"
          label={withKeys('New sweep', 'new-sweep')}
          data-testid="new-sweep"
          onClick={() => setDialog('new-sweep')}
        />
      </header>
      <Search />
      <TuningEntries />
      {rows.length > 0 ? (
        <Rows rows={rows} />
      ) : (
        loaded && (
          <p className="empty">
            {headers.length > 0
              ? `No run has “${query.trim()}” in its name, suite, status or tags.`
              : 'No runs yet. Sweeps appear here with their samples.'}
          </p>
        )
      )}
    </nav>
  );
}

function Search() {
  const query = useWorkbench((state) => state.runQuery);
  const setQuery = useWorkbench((state) => state.setRunQuery);
  return (
    <div className="navigator-search">
      <Icon name="search" size={14} />
      <input
        id="run-search"
        type="search"
        className="field"
        aria-label="Find runs by name, suite, status or #tag"
        placeholder="Find runs"
        value={query}
        spellCheck={false}
        autoComplete="off"
        onChange={(event) => setQuery(event.target.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Escape' || query === '') return;
          event.stopPropagation();
          setQuery('');
        }}
      />
    </div>
  );
}

function Rows({ rows }: { rows: readonly NavigatorRow[] }) {
  const frame = useRef<HTMLDivElement>(null);
  const offsets = useMemo(() => offsetsOf(rows.map(({ kind }) => ROW_PX[kind])), [rows]);
  const { first, end } = useVirtual(frame, offsets);
  const roving = useRovingRows(frame, rows, (index) => reveal(frame.current, offsets, index));
  const edited = useWorkbench(({ renaming, tagging }) => renaming ?? tagging);
  const editedAt = rows.findIndex((row) => row.kind === 'run' && row.run.id === edited);
  useEffect(() => {
    if (editedAt >= 0) reveal(frame.current, offsets, editedAt);
  }, [editedAt, offsets]);
  const fetchTrends = useWorkbench((state) => state.fetchTrends);
  const inSight = rows.slice(first, end).flatMap((row) => (row.kind === 'run' ? [row.run] : []));
  const wanted = inSight.map(({ id, doneCount }) => `${id} ${doneCount}`).join();
  useEffect(() => {
    void fetchTrends(wanted.split(',').flatMap((one) => one.split(' ')[0] || []));
  }, [fetchTrends, wanted]);
  // The rows with the tab stop and with a field are always there, or the focus would be lost.
  const kept = [roving.current, ...(editedAt >= 0 ? [editedAt] : [])];
  const places = [...new Set([...range(first, end), ...kept])].sort((a, b) => a - b);
  return (
    <div className="navigator-rows" ref={frame}>
      <ul
        data-testid="runs"
        style={{ height: offsets.at(-1) }}
        onKeyDown={roving.onKeyDown}
        onPointerDown={roving.onPointerDown}
      >
        {places.map((index) => {
          const row = rows[index];
          if (!row) return null;
          const isCurrent = index === roving.current;
          return (
            <li
              key={rowKey(row)}
              data-row={row.kind}
              style={{ top: offsets[index], height: ROW_PX[row.kind] }}
              aria-setsize={rows.length}
              aria-posinset={index + 1}
              onFocus={() => roving.onFocus(index)}
            >
              {row.kind === 'run' ? (
                <RunRow run={row.run} isCurrent={isCurrent} />
              ) : (
                <GroupHead row={row} isCurrent={isCurrent} />
              )}
            </li>
          );
        })}
      </ul>
    </div>
  );
}

function GroupHead({ row, isCurrent }: { row: NavigatorRow & { kind: 'group' }; isCurrent: boolean }) {
  const toggleGroup = useWorkbench((state) => state.toggleGroup);
  const { key, title, detail, runs } = row.group;
  return (
    <button
      type="button"
      className="run-group"
      tabIndex={isCurrent ? 0 : -1}
      aria-expanded={!row.isFolded}
      title={[title, detail].filter(Boolean).join('\n')}
      onClick={() => toggleGroup(key)}
    >
      <Icon name={row.isFolded ? 'chevronRight' : 'chevronDown'} size={12} />
      <span className="truncate">{title}</span>
      <span className="num">{runs.length}</span>
    </button>
  );
}

function range(first: number, end: number): number[] {
  return Array.from({ length: end - first }, (_, index) => first + index);
}

/** Scrolls as little as shows a row whole. */
function reveal(frame: HTMLElement | null, offsets: readonly number[], index: number): void {
  if (!frame) return;
  const [top = 0, bottom = 0] = [offsets[index], offsets[index + 1]];
  const lowest = bottom - frame.clientHeight;
  frame.scrollTop = Math.min(Math.max(frame.scrollTop, lowest), top);
}
