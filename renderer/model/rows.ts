import { doubtsOf, relativeIqrOf } from '../../electron/ipc/doubts.ts';
import { isLeader, type Standing, standingOf } from '../../electron/ipc/ranking.ts';
import type { Cell, Method, SweepRequest } from '../../electron/ipc/types.ts';
import type { Problem } from '../../kernels/index.ts';
import { keyOf } from './cells.ts';
import { compareSizes } from './problem-size.ts';

/** A problem with the cell of every contender in order; null where the run has no such cell. */
export interface Row {
  readonly problem: Problem;
  readonly key: string;
  readonly cells: readonly (RowCell | null)[];
}

export interface RowCell {
  readonly cell: Cell;
  /** Among the verified cells of the problem by the same clock; null if it is not ranked. */
  readonly standing: Standing | null;
  /** Its speed relative to the reference's at this size; null if they cannot be compared. */
  readonly ofReference: number | null;
  /** Ahead of all others, beyond doubt. */
  readonly isLeader: boolean;
  /** Why its figures may be off. */
  readonly doubt: string | null;
  /** (q3 − q1) / median. */
  readonly relativeIqr: number | null;
}

/** What the table shows of each cell, one at a time; `ofReference` is a speed, so above 1 it is faster. */
export const FIGURES = ['gflops', 'median', 'utilization', 'ofReference', 'ofBest', 'iqr', 'error'] as const;
export type Figure = (typeof FIGURES)[number];

export const COLUMNS = ['size', ...FIGURES] as const;
export type Column = (typeof COLUMNS)[number];

export interface Sort {
  readonly column: Column;
  /** Null for the size. */
  readonly contender: string | null;
  readonly descending: boolean;
}

export const BY_SIZE: Sort = { column: 'size', contender: null, descending: false };

/** The value that a column sorts by; null goes to the bottom in either direction. */
export const FIGURE_VALUE: Record<Figure, (entry: RowCell) => number | null> = {
  gflops: ({ cell }) => cell.summary?.gflops ?? null,
  utilization: ({ cell }) => cell.summary?.utilization ?? null,
  ofReference: ({ ofReference }) => ofReference,
  ofBest: ({ standing }) => standing?.ofBest ?? null,
  median: ({ cell }) => cell.summary?.medianNs ?? null,
  iqr: ({ relativeIqr }) => relativeIqr,
  error: ({ cell }) => cell.verification?.maxRelativeError ?? null,
};

/** Groups cells by problem and sorts. @param reference the contender that the others are compared with */
export function tableRows(
  cells: readonly Cell[],
  { contenders, method }: Pick<SweepRequest, 'contenders' | 'method'>,
  sort: Sort,
  reference: string | null = null,
): Row[] {
  const groups = new Map<string, Cell[]>();
  for (const cell of cells) {
    const key = keyOf(cell);
    const group = groups.get(key);
    if (group) group.push(cell);
    else groups.set(key, [cell]);
  }
  const rows = [...groups].map(([key, group]) => rowOf(key, group, contenders, method, reference));
  return rows.sort(comparator(contenders, sort));
}

function rowOf(
  key: string,
  group: readonly Cell[],
  contenders: readonly string[],
  method: Method,
  reference: string | null,
): Row {
  const baseline = group.find(({ contender }) => contender === reference);
  const compare = () =>
    contenders.map((contender): RowCell | null => {
      const cell = group.find((candidate) => candidate.contender === contender);
      if (!cell) return null;
      const { summary } = cell;
      return {
        cell,
        standing: standingOf(cell, group),
        ofReference: baseline ? speedOf(cell, baseline) : null,
        isLeader: isLeader(cell, group, method),
        doubt: doubtsOf(cell, method),
        relativeIqr: summary && relativeIqrOf(summary),
      };
    });
  let cells: Row['cells'] | null = null;
  return {
    key,
    problem: (group[0] as Cell).problem,
    // Of a thousand rows a window shows some thirty.
    get cells() {
      cells ??= compare();
      return cells;
    },
  };
}

/** How fast a cell is beside another of its problem; null unless both are verified and timed by one clock. */
export function speedOf(cell: Cell, baseline: Cell): number | null {
  const [one, other] = [cell, baseline].map(({ status, summary }) => (status === 'ok' ? summary : null));
  return one && other && one.clock === other.clock ? other.medianNs / one.medianNs : null;
}

function comparator(contenders: readonly string[], sort: Sort): (a: Row, b: Row) => number {
  const sign = sort.descending ? -1 : 1;
  const bySize = (a: Row, b: Row) => compareSizes(a.problem, b.problem);
  if (sort.column === 'size' || sort.contender === null) return (a, b) => sign * bySize(a, b);
  const column = contenders.indexOf(sort.contender);
  const sortValue = FIGURE_VALUE[sort.column];
  return (a, b) => {
    const [left, right] = [a, b].map((row) => {
      const entry = row.cells[column];
      return entry ? sortValue(entry) : null;
    });
    if (left == null || right == null) return Number(left == null) - Number(right == null) || bySize(a, b);
    return sign * (left - right) || bySize(a, b);
  };
}

/** The sort after a click on a column: figures start with the highest, sizes with the lowest. */
export function nextSort(current: Sort, column: Column, contender: string | null): Sort {
  if (current.column === column && current.contender === contender) {
    return { ...current, descending: !current.descending };
  }
  return { column, contender, descending: column !== 'size' };
}
