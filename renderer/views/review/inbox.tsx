import { type KeyboardEvent, useEffect, useMemo, useRef } from 'react';
import { type CellDecision, decisionsOf } from '../../../electron/ipc/review/decisions.ts';
import type { Review } from '../../../electron/ipc/review/review.ts';
import { contenderLabel } from '../../../kernels/index.ts';
import { type InboxRow, inboxRows, shownCell } from '../../model/review.ts';
import { useWorkbench, useWorkbenchStore } from '../../state/store.ts';
import { Icon } from '../../widgets/icon.tsx';
import { withKeys } from '../../widgets/key.tsx';
import { offsetsOf, useVirtual } from '../../widgets/use-virtual.ts';
import { PaneTools } from '../shell/pane.tsx';
import { InboxCell } from './inbox-cell.tsx';

/** Heights as set in styles/review.css. */
const ROW_PX = { group: 28, cell: 24 } as const;
const COLUMNS = ['Problem', 'Contender', 'Baseline → candidate', 'Time', '95%', 'Text', 'Decision'] as const;

/** The cells by verdict, each group by effect. */
export function Inbox({ review }: { review: Review }) {
  const filter = useWorkbench((state) => state.inboxFilter);
  const folded = useWorkbench((state) => state.foldedInbox);
  const current = useWorkbench((state) => shownCell(state)?.id ?? null);
  const { stepReview } = useWorkbenchStore().getState();
  const frame = useRef<HTMLDivElement>(null);
  const rows = useMemo(() => inboxRows(review, filter, folded), [review, filter, folded]);
  const decisions = useMemo(() => decisionsOf(review.entries), [review.entries]);
  const offsets = useMemo(() => offsetsOf(rows.map(({ kind }) => ROW_PX[kind])), [rows]);
  const { first, end } = useVirtual(frame, offsets);
  const at = rows.findIndex((row) => row.kind === 'cell' && row.cell.id === current);
  useEffect(() => reveal(frame.current, offsets, at), [offsets, at]);
  const onKeyDown = (event: KeyboardEvent) => {
    const by = { ArrowDown: 1, ArrowUp: -1, PageDown: 10, PageUp: -10 }[event.key];
    if (!by) return;
    event.preventDefault();
    event.stopPropagation();
    stepReview(by);
    requestAnimationFrame(() => frame.current?.querySelector<HTMLElement>('td [tabindex="0"]')?.focus());
  };
  const rest = (offsets.at(-1) ?? 0) - (offsets[end] ?? 0);
  return (
    <section className="table-pane" aria-label="Inbox" data-testid="inbox" data-pane="table" tabIndex={-1}>
      <header className="pane-header table-bar">
        <h2>Inbox</h2>
        <Filters review={review} />
        <span className="spacer" />
        <span className="quiet truncate">
          {withKeys('Next', 'review-next')}, {withKeys('previous', 'review-previous')}
        </span>
        <PaneTools pane="table" />
      </header>
      <div className="table-frame" ref={frame}>
        <table className="inbox-table" aria-label="Cells by verdict" aria-rowcount={rows.length + 1}>
          <thead>
            <tr>
              {COLUMNS.map((title) => (
                <th key={title} scope="col">
                  {title}
                </th>
              ))}
            </tr>
          </thead>
          <tbody onKeyDown={onKeyDown}>
            {first > 0 && <tr style={{ height: offsets[first] }} />}
            {rows.slice(first, end).map((row) => (
              <Row
                key={keyOf(row)}
                row={row}
                isCurrent={row.kind === 'cell' && row.cell.id === current}
                decisions={decisions}
              />
            ))}
            {rest > 0 && <tr style={{ height: rest }} />}
          </tbody>
        </table>
        {rows.length === 0 && <p className="empty">No cell is left that these filters show.</p>}
      </div>
    </section>
  );
}

interface RowProps {
  row: InboxRow;
  isCurrent: boolean;
  decisions: ReadonlyMap<string, CellDecision>;
}

function Row({ row, isCurrent, decisions }: RowProps) {
  const { toggleInbox } = useWorkbenchStore().getState();
  if (row.kind === 'cell')
    return <InboxCell cell={row.cell} isCurrent={isCurrent} decision={decisions.get(row.cell.id)} />;
  return (
    <tr className="inbox-group">
      <th colSpan={COLUMNS.length} scope="rowgroup">
        <button type="button" aria-expanded={!row.isFolded} onClick={() => toggleInbox(row.group)}>
          <Icon name={row.isFolded ? 'chevronRight' : 'chevronDown'} size={12} />
          <span className="verdict" data-verdict={row.group}>
            {row.group}
          </span>
          <span className="num quiet">{row.count}</span>
        </button>
      </th>
    </tr>
  );
}

function keyOf(row: InboxRow): string {
  return row.kind === 'group' ? row.group : row.cell.id;
}

function Filters({ review }: { review: Review }) {
  const { contender, openOnly } = useWorkbench((state) => state.inboxFilter);
  const { setInboxFilter } = useWorkbenchStore().getState();
  const contenders = useMemo(() => [...new Set(review.cells.map((cell) => cell.contender))], [review.cells]);
  return (
    <>
      <span className="select">
        <select
          className="field"
          aria-label="Contender"
          value={contender ?? ''}
          onChange={(event) => setInboxFilter({ contender: event.target.value || null })}
        >
          <option value="">All contenders</option>
          {contenders.map((name) => (
            <option key={name} value={name}>
              {contenderLabel(name)}
            </option>
          ))}
        </select>
        <Icon name="chevronDown" size={12} />
      </span>
      <label className="inbox-open">
        <input
          type="checkbox"
          checked={openOnly}
          onChange={(event) => setInboxFilter({ openOnly: event.target.checked })}
        />
        Open only
      </label>
    </>
  );
}

/** Scrolls as little as shows a row whole, below the titles. */
function reveal(frame: HTMLElement | null, offsets: readonly number[], index: number): void {
  if (!frame || index < 0) return;
  const head = frame.querySelector('thead')?.clientHeight ?? 0;
  const [top = 0, bottom = 0] = [offsets[index], offsets[index + 1]];
  const lowest = bottom + head - frame.clientHeight;
  // The head of the first group stays in sight with its first cell.
  frame.scrollTop = Math.min(Math.max(frame.scrollTop, lowest), index <= 1 ? 0 : top);
}
