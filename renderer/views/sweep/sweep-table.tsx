import { type CSSProperties, type KeyboardEvent, useMemo, useRef } from 'react';
import type { Run } from '../../../electron/ipc/types.ts';
import { sizeLabel } from '../../model/problem-size.ts';
import { tableRows } from '../../model/rows.ts';
import { type Direction, restingRef } from '../../model/selection.ts';
import { seriesNotes } from '../../model/series-notes.ts';
import { useWorkbench, useWorkbenchStore } from '../../state/store.ts';
import { TableHead } from './table-head.tsx';
import { TableRow } from './table-row.tsx';
import { useFollow } from './use-follow.ts';
import { useWindow } from './use-window.ts';

/** Height of a row, as set in styles/table.css. */
const ROW_HEIGHT_PX = 40;

const ARROWS: Record<string, Direction> = {
  ArrowUp: 'left',
  ArrowDown: 'right',
  ArrowLeft: 'up',
  ArrowRight: 'down',
};

/** Sizes down, contenders across; the accessible equivalent of the chart. Arrow keys move the selection. */
export function SweepTable({ run, whole = false }: { run: Run; whole?: boolean }) {
  const store = useWorkbenchStore();
  const sort = useWorkbench((state) => state.sort);
  const frame = useRef<HTMLElement>(null);
  const { contenders } = run.request;
  const rows = useMemo(() => tableRows(run.cells, run.request, sort), [run.cells, run.request, sort]);
  const notes = useMemo(() => seriesNotes(run.cells), [run.cells]);
  const { first, end, above, below } = useWindow(frame, rows.length, ROW_HEIGHT_PX, whole);
  useFollow(frame, rows, ROW_HEIGHT_PX);
  const resting = useMemo(() => restingRef(run.id, run.cells, contenders), [run, contenders]);

  const onKeyDown = (event: KeyboardEvent) => {
    const direction = ARROWS[event.key];
    if (!direction || event.metaKey || event.ctrlKey) return;
    event.preventDefault();
    event.stopPropagation();
    store.getState().moveSelection(
      direction,
      rows.map(({ key }) => key),
    );
    requestAnimationFrame(() =>
      frame.current?.querySelector<HTMLElement>('td button[tabindex="0"]')?.focus(),
    );
  };
  return (
    <section className="table-frame" ref={frame} aria-label="Results" data-testid="table">
      <table
        className="sweep-table"
        style={columnWidths(run, contenders.length)}
        aria-label={`${run.name}: figures by size and contender`}
        aria-rowcount={rows.length + 1}
        onKeyDown={onKeyDown}
        onPointerLeave={() => store.getState().hover(null)}
      >
        <TableHead contenders={contenders} sort={sort} problems={run.request.problems} noteOf={notes.of} />
        <tbody>
          {above > 0 && <tr style={{ height: above }} />}
          {rows.slice(first, end).map((row, index) => (
            <TableRow
              key={row.key}
              row={row}
              rowIndex={first + index + 2}
              runId={run.id}
              contenders={contenders}
              resting={resting}
            />
          ))}
          {below > 0 && <tr style={{ height: below }} />}
        </tbody>
      </table>
    </section>
  );
}

/** Widths of the size column by the length of its longest label. */
const SIZE_COLUMNS = [
  { upTo: 5, px: 72 },
  { upTo: 11, px: 112 },
  { upTo: 20, px: 152 },
  { upTo: Number.POSITIVE_INFINITY, px: 208 },
] as const;

/** Equal columns, never too narrow for their figures; the size column is as wide as its labels need. */
function columnWidths({ request }: Run, contenders: number): CSSProperties {
  const longest = Math.max(0, ...request.problems.map((problem) => sizeLabel(problem).length));
  const sizePx = SIZE_COLUMNS.find(({ upTo }) => longest <= upTo)?.px ?? 208;
  return { minWidth: sizePx + contenders * 184, '--size-column': `${sizePx}px` } as CSSProperties;
}
