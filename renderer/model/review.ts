import { cellId } from '../../electron/ipc/cell.ts';
import {
  filteredCells,
  type InboxFilter,
  type InboxGroup,
  inboxOf,
} from '../../electron/ipc/review/inbox.ts';
import type { Review, ReviewCell } from '../../electron/ipc/review/review.ts';
import type { Cell, Run } from '../../electron/ipc/types.ts';
import { onSide, problemKey, SIDES, type Side } from '../../kernels/index.ts';
import { SIZE_AXIS } from './axis.ts';
import { type ChartView, chartData, lookAt } from './chart-view.ts';
import { activeOf, type Selection } from './selection.ts';
import type { DrawnPlot, Metric, XScale } from './series.ts';
import type { Range } from './zoom.ts';

/** What the inbox is drawn from. */
interface Shown {
  readonly opened: { readonly review: Review } | null;
  readonly inboxFilter: InboxFilter;
  readonly foldedInbox: readonly InboxGroup[];
  readonly selection: Selection;
}

/** A line of the inbox. */
export type InboxRow =
  | {
      readonly kind: 'group';
      readonly group: InboxGroup;
      readonly count: number;
      readonly isFolded: boolean;
    }
  | { readonly kind: 'cell'; readonly cell: ReviewCell };

/** The lines of the inbox: every group that is not empty, with its cells unless it is folded. */
export function inboxRows(review: Review, filter: InboxFilter, folded: readonly InboxGroup[]): InboxRow[] {
  return [...inboxOf(filteredCells(review, filter))].flatMap(([group, cells]): InboxRow[] => {
    if (cells.length === 0) return [];
    const isFolded = folded.includes(group);
    const head = { kind: 'group', group, count: cells.length, isFolded } as const;
    return [head, ...(isFolded ? [] : cells.map((cell) => ({ kind: 'cell', cell }) as const))];
  });
}

/** The cells that the inbox lists, in its order. */
export function listedCells({ opened, inboxFilter, foldedInbox }: Omit<Shown, 'selection'>): ReviewCell[] {
  const rows = opened ? inboxRows(opened.review, inboxFilter, foldedInbox) : [];
  return rows.flatMap((row) => (row.kind === 'cell' ? [row.cell] : []));
}

/** The cell that is looked at: the selected one, else the first of the inbox. */
export function shownCell(shown: Shown): ReviewCell | null {
  const review = shown.opened?.review;
  if (!review) return null;
  const active = activeOf(shown.selection);
  const id = active?.runId === review.candidate.id ? cellId(active.problem, active.contender) : null;
  return review.cells.find((cell) => cell.id === id) ?? listedCells(shown)[0] ?? review.cells[0] ?? null;
}

/** Both runs' cells of a contender as those of one run, whose contenders have sides: drawn on one pair of axes. */
export function bothSides(baseline: Run, candidate: Run, contender: string): Run {
  const onTheirSide = (cells: readonly Cell[], side: Side) =>
    cells
      .filter((cell) => cell.contender === contender)
      .map((cell) => {
        const sided = onSide(contender, side);
        return { ...cell, contender: sided, id: cellId(problemKey(cell.problem), sided) };
      });
  const cells = [...onTheirSide(baseline.cells, 'baseline'), ...onTheirSide(candidate.cells, 'candidate')];
  const problems = [...new Map(cells.map(({ problem }) => [problemKey(problem), problem])).values()];
  const contenders = SIDES.map((side) => onSide(contender, side));
  return { ...candidate, request: { ...candidate.request, problems, contenders }, cells };
}

interface Look {
  readonly metric: Metric;
  readonly xScale: XScale;
  readonly zoom: Range | null;
  /** The key of the problem whose plot is drawn, of several. */
  readonly problem: string | null;
}

/** The charts of both sides on the same axes. */
export interface ComparedPlots {
  readonly view: ChartView;
  readonly both: DrawnPlot;
  readonly baseline: DrawnPlot;
  readonly candidate: DrawnPlot;
}

export function comparedPlots(both: Run, { metric, xScale, zoom, problem }: Look): ComparedPlots | null {
  const shown = metric === 'ratio' ? 'rate' : metric;
  const content = { axis: SIZE_AXIS, facet: 'auto', filter: '', reference: null, problem: undefined };
  const data = chartData(both, { metric: shown, ...content, showsPublished: false });
  const view = lookAt(data, { xScale, hidden: [], zoom });
  const has = ({ series }: DrawnPlot) =>
    series.some(({ points, marks }) => [...points, ...marks].some((one) => one.problem === problem));
  const plot = view.plots.find(has) ?? view.plots[0];
  if (!plot) return null;
  const sideOf = (side: Side): DrawnPlot => ({
    ...plot,
    series: plot.series.filter(({ contender }) => contender.split('|')[0]?.endsWith(`#${side}`)),
  });
  return { view, both: plot, baseline: sideOf('baseline'), candidate: sideOf('candidate') };
}
