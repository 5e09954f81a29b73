import { type CSSProperties, type KeyboardEvent, useMemo, useRef } from 'react';
import { rateUnitOf, typicalProblem } from '../../../electron/ipc/rate.ts';
import type { Run } from '../../../electron/ipc/types.ts';
import { columnsOf } from '../../model/columns.ts';
import { visibleCells } from '../../model/filter.ts';
import { referenceOf } from '../../model/headline.ts';
import { type Row, tableRows } from '../../model/rows.ts';
import { type CellRef, restingRef, stepTo } from '../../model/selection.ts';
import { seriesNotes } from '../../model/series-notes.ts';
import { useWorkbench, useWorkbenchStore } from '../../state/store.ts';
import { offsetsOf, useVirtual } from '../../widgets/use-virtual.ts';
import { COLUMN_PX, sizeColumnPx } from './column-widths.ts';
import { TableBar } from './table-bar.tsx';
import { TableHead } from './table-head.tsx';
import { TableRow } from './table-row.tsx';
import { revealRow, useFollow } from './use-follow.ts';

/** Height of a row, as set in styles/table.css. */
const ROW_HEIGHT_PX = 24;
/** Shorter tables are drawn whole, so that they can be searched and printed. */
const WINDOW_ABOVE = 64;

/** Sizes down, contenders across; the accessible equivalent of the chart. Arrow keys move the selection. */
export function SweepTable({ run }: { run: Run }) {
  const store = useWorkbenchStore();
  const sort = useWorkbench((state) => state.sort);
  const chosen = useWorkbench((state) => state.reference);
  const hidden = useWorkbench((state) => state.hiddenColumns);
  const order = useWorkbench((state) => state.columnOrder);
  const frame = useRef<HTMLDivElement>(null);
  const { cells, request } = run;
  const { contenders } = request;
  const reference = useMemo(() => referenceOf({ cells, request }, chosen), [cells, request, chosen]);
  const filter = useWorkbench((state) => state.filter);
  const visible = useMemo(() => visibleCells({ cells, request }, filter), [cells, request, filter]);
  const rows = useMemo(
    () => tableRows(visible, request, sort, reference),
    [visible, request, sort, reference],
  );
  const columns = useMemo(() => columnsOf(contenders, order, hidden), [contenders, order, hidden]);
  const widths = useMemo(() => columnWidths(request, columns.length), [request, columns]);
  const { environment } = run;
  const notes = useMemo(() => seriesNotes(cells, environment), [cells, environment]);
  const resting = useMemo(() => restingRef(run.id, cells, columns), [run.id, cells, columns]);
  const pinned = useWorkbench(({ selection }) => selection.pinned);
  const figure = useWorkbench((state) => state.figure);
  const figures = useMemo(
    () => ({ figure, unit: rateUnitOf(typicalProblem(request.problems)), roof: environment.roof }),
    [figure, request.problems, environment.roof],
  );
  const windowed = rows.length > WINDOW_ABOVE;
  const offsets = useMemo(() => offsetsOf(rows.map(() => ROW_HEIGHT_PX)), [rows]);
  const inSight = useVirtual(frame, offsets);
  const { first, end } = windowed ? inSight : { first: 0, end: rows.length };
  const drawn = rows.slice(first, end);
  const tabStop = [pinned, resting].find((ref) => isAmong(drawn, columns, ref)) ?? firstOf(drawn, columns);
  useFollow(frame, rows, ROW_HEIGHT_PX);

  const focus = (selector: string) =>
    requestAnimationFrame(() => frame.current?.querySelector<HTMLElement>(selector)?.focus());
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.metaKey || event.ctrlKey || event.altKey) return;
    const keys = rows.map(({ key }) => key);
    if (!tabStop) return;
    if (event.key === 'ArrowUp' && tabStop.problem === keys[0]) focus('thead [tabindex="0"]');
    else {
      const next = stepTo(keys, columns, { ...tabStop, runId: run.id }, event.key);
      if (!next) return;
      store.getState().select(next);
      revealRow(frame.current, keys.indexOf(next.problem), ROW_HEIGHT_PX);
      focus('td button[tabindex="0"]');
    }
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <section className="table-pane" aria-label="Results" data-testid="table" data-pane="table" tabIndex={-1}>
      <TableBar run={run} reference={reference} />
      <div className="table-frame" ref={frame} data-windowed={windowed || undefined}>
        <table
          className="sweep-table"
          style={widths}
          aria-label={`${run.name}: figures by size and contender`}
          aria-rowcount={rows.length + 1}
          onPointerLeave={() => store.getState().hover(null)}
        >
          <TableHead
            columns={columns}
            sort={sort}
            reference={reference}
            problems={request.problems}
            noteOf={notes.of}
            onLeave={() => focus('td button[tabindex="0"]')}
          />
          <tbody onKeyDown={onKeyDown}>
            {first > 0 && <tr style={{ height: offsets[first] }} />}
            {drawn.map((row, index) => (
              <TableRow
                key={row.key}
                row={row}
                rowIndex={first + index + 2}
                runId={run.id}
                contenders={contenders}
                columns={columns}
                figures={figures}
                tabStop={tabStop?.problem === row.key ? tabStop.contender : undefined}
              />
            ))}
            {end < rows.length && <tr style={{ height: (rows.length - end) * ROW_HEIGHT_PX }} />}
          </tbody>
        </table>
      </div>
    </section>
  );
}

type Place = Pick<CellRef, 'problem' | 'contender'>;

function isAmong(rows: readonly Row[], columns: readonly string[], place: Place | null): place is Place {
  return place !== null && columns.includes(place.contender) && rows.some(({ key }) => key === place.problem);
}

/** The first cell that is drawn: others are filtered, or scrolled out of sight. */
function firstOf([row]: readonly Row[], columns: readonly string[]): Place | null {
  const own = row?.cells.map((entry) => entry?.cell.contender);
  const contender = columns.find((column) => own?.includes(column));
  return row && contender !== undefined ? { problem: row.key, contender } : null;
}

/** Equal columns, never too narrow for their figures. */
function columnWidths(request: Run['request'], count: number): CSSProperties {
  const sizePx = sizeColumnPx(request.problems);
  const minWidth = sizePx + count * COLUMN_PX;
  return { minWidth, '--size-column': `${sizePx}px` } as CSSProperties;
}
