import { type CSSProperties, type KeyboardEvent, useMemo, useRef } from 'react';
import type { Run } from '../../../electron/ipc/types.ts';
import { tableRows } from '../../model/rows.ts';
import { type Direction, restingRef } from '../../model/selection.ts';
import { seriesNotes } from '../../model/series-notes.ts';
import { useWorkbench, useWorkbenchStore } from '../../state/store.ts';
import { COLUMN_PX, sizeColumnPx } from './column-widths.ts';
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
export function SweepTable({ run }: { run: Run }) {
  const store = useWorkbenchStore();
  const sort = useWorkbench((state) => state.sort);
  const frame = useRef<HTMLElement>(null);
  const { contenders } = run.request;
  const rows = useMemo(() => tableRows(run.cells, run.request, sort), [run.cells, run.request, sort]);
  const notes = useMemo(() => seriesNotes(run.cells), [run.cells]);
  const { windowed, first, end, above, below } = useWindow(frame, rows.length, ROW_HEIGHT_PX);
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
    <section
      className="table-frame"
      ref={frame}
      aria-label="Results"
      data-windowed={windowed || undefined}
      data-testid="table"
    >
      <table
        className="sweep-table"
        style={columnWidths(run)}
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

/** Equal columns, never too narrow for their figures. */
function columnWidths(run: Run): CSSProperties {
  const sizePx = sizeColumnPx(run);
  const minWidth = sizePx + run.request.contenders.length * COLUMN_PX;
  return { minWidth, '--size-column': `${sizePx}px` } as CSSProperties;
}
