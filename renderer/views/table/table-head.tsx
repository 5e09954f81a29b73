import { type KeyboardEvent, useMemo, useState } from 'react';
import { contenderLabel, extentsTitle, type Problem } from '../../../kernels/index.ts';
import { movedColumn } from '../../model/columns.ts';
import type { Sort } from '../../model/rows.ts';
import { useWorkbench, useWorkbenchStore } from '../../state/store.ts';
import { ContenderName } from '../../widgets/contender-name.tsx';
import { Icon } from '../../widgets/icon.tsx';
import { Swatch } from '../../widgets/marker.tsx';

interface TableHeadProps {
  columns: readonly string[];
  sort: Sort;
  reference: string | null;
  /** Of all rows, of one family. */
  problems: readonly Problem[];
  /** See seriesNotes(). */
  noteOf(contender: string): string | null;
  /** Moves the focus to the cells. */
  onLeave(): void;
}

/**
 * The column titles: one tab stop, moved with the arrow keys. Each sorts by its figures, and in the other direction when
 * clicked again; Alt with an arrow key moves its column, "-" hides it, and "=" compares the others with it.
 */
export function TableHead({ columns, sort, reference, problems, noteOf, onLeave }: TableHeadProps) {
  const figure = useWorkbench((state) => state.figure);
  const { sortBy } = useWorkbenchStore().getState();
  const [current, setCurrent] = useState(0);
  const onColumnKey = useColumnKeys(reference);
  const extents = useMemo(() => extentsTitle(problems), [problems]);
  const at = Math.min(current, columns.length);
  const onKeyDown = (event: KeyboardEvent<HTMLTableSectionElement>) => {
    const contender = columns[at - 1];
    if (contender !== undefined && onColumnKey(event, contender)) return;
    if (event.altKey || event.metaKey || event.ctrlKey) return;
    const next = { ArrowLeft: at - 1, ArrowRight: at + 1, Home: 0, End: columns.length }[event.key];
    if (event.key === 'ArrowDown') onLeave();
    else if (next === undefined) return;
    else {
      const place = Math.min(Math.max(next, 0), columns.length);
      setCurrent(place);
      event.currentTarget.querySelectorAll<HTMLElement>('.sort')[place]?.focus();
    }
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <thead onKeyDown={onKeyDown}>
      <tr aria-rowindex={1}>
        <th scope="col" aria-sort={ariaSort(sort, null)}>
          <button
            type="button"
            className="sort"
            tabIndex={at === 0 ? 0 : -1}
            data-active={sort.contender === null || undefined}
            data-descending={sort.descending || undefined}
            title={extents}
            aria-label="Sort by size"
            onFocus={() => setCurrent(0)}
            onClick={() => sortBy('size', null)}
          >
            {sort.contender === null && <Icon name="chevronDown" size={10} />}
            Size
          </button>
        </th>
        {columns.map((contender, index) => {
          const active = sort.contender === contender;
          const label = contenderLabel(contender);
          return (
            <th key={contender} scope="col" aria-sort={ariaSort(sort, contender)} data-contender={contender}>
              <button
                type="button"
                className="sort"
                tabIndex={at === index + 1 ? 0 : -1}
                data-active={active || undefined}
                data-descending={(active && sort.descending) || undefined}
                title={`${label}: click to sort, Alt ← → to move, − to hide, = to compare with`}
                aria-label={`Sort by ${label}${contender === reference ? ', the reference' : ''}`}
                aria-keyshortcuts="Alt+ArrowLeft Alt+ArrowRight - ="
                onFocus={() => setCurrent(index + 1)}
                onClick={() => sortBy(figure, contender)}
              >
                <Swatch contender={contender} width={20} />
                <ContenderName contender={contender} note={noteOf(contender)} />
                {contender === reference && <span className="badge">1×</span>}
                {active && <Icon name="chevronDown" size={10} />}
              </button>
            </th>
          );
        })}
      </tr>
    </thead>
  );
}

/** What the keys do to a column; returns whether the key was one of them. */
function useColumnKeys(reference: string | null) {
  const store = useWorkbenchStore();
  return (event: KeyboardEvent, contender: string): boolean => {
    const state = store.getState();
    const { run, columnOrder, hiddenColumns, settings } = state;
    const delta = ({ ArrowLeft: -1, ArrowRight: 1 } as const)[event.key];
    const isPlain = !event.altKey && !event.metaKey && !event.ctrlKey && settings.letterKeys;
    if (event.altKey && delta && run) {
      state.setColumnOrder(movedColumn(run.request.contenders, columnOrder, hiddenColumns, contender, delta));
    } else if (isPlain && event.key === '-') state.toggleColumn(contender);
    else if (isPlain && event.key === '=') state.setReference(contender === reference ? null : contender);
    else return false;
    event.preventDefault();
    event.stopPropagation();
    return true;
  };
}

function ariaSort(sort: Sort, contender: string | null): 'ascending' | 'descending' | undefined {
  if (sort.contender !== contender) return undefined;
  return sort.descending ? 'descending' : 'ascending';
}
