import { cellId } from '../../electron/ipc/cell.ts';
import type { Run } from '../../electron/ipc/types.ts';
import { axisOf, FACETS, linesOf, SIZE_AXIS } from './axis.ts';
import { cellsById } from './cell-index.ts';
import { keyOf } from './cells.ts';
import { dimensionsOf } from './dimension.ts';
import { isDifferenceOf } from './msl-difference.ts';
import { BY_SIZE, COLUMNS, FIGURES, type Figure, type Sort } from './rows.ts';
import { DEFAULT_MAP, type MapChoice } from './run-map.ts';
import type { CellRef } from './selection.ts';
import { METRICS, type Metric, X_SCALES, type XScale } from './series.ts';
import { VIEW_IDS, type ViewId } from './views.ts';
import type { Range } from './zoom.ts';

/** What of a report's view is in its address. */
export interface AddressedView {
  readonly view: ViewId;
  readonly map: MapChoice;
  readonly metric: Metric;
  readonly axis: string;
  /** One of FACETS, or the dimension whose values have plots of their own. */
  readonly facet: string;
  /** The visible part of the horizontal axis; null for all of it. */
  readonly zoom: Range | null;
  /** A condition that the shown problems fulfil, see visibleProblems(); empty for all of them. */
  readonly filter: string;
  /** The contender that ratios are relative to; null for the usual one. */
  readonly reference: string | null;
  readonly xScale: XScale;
  readonly hidden: readonly string[];
  readonly sort: Sort;
  readonly figure: Figure;
  /** What the shown MSL is compared with: see differencesOf(). Null for nothing, '' for whatever comes first. */
  readonly mslOther: string | null;
  readonly pinned: CellRef | null;
}

/** The view of a report that was just opened. */
export const DEFAULT_VIEW: AddressedView = {
  view: 'sweep',
  map: DEFAULT_MAP,
  metric: 'utilization',
  axis: SIZE_AXIS,
  facet: 'auto',
  zoom: null,
  filter: '',
  reference: null,
  xScale: 'log2',
  hidden: [],
  sort: BY_SIZE,
  figure: 'gflops',
  mslOther: null,
  pinned: null,
};

/**
 * A view as the fragment of an address, without its "#": what differs from DEFAULT_VIEW, such as
 * `metric=rate&hide=cblas&sort=-median&of=gemm-tiled`. A "-" before a column sorts from its highest value down.
 */
export function addressOf(view: AddressedView): string {
  const { metric, axis, facet, zoom, filter, reference, xScale, hidden, sort, figure, pinned } = view;
  const fields = new URLSearchParams();
  if (view.view !== DEFAULT_VIEW.view) fields.set('view', view.view);
  for (const name of MAP_FIELDS) if (view.map[name] !== null) fields.set(`map-${name}`, view.map[name]);
  if (metric !== DEFAULT_VIEW.metric) fields.set('metric', metric);
  if (axis !== DEFAULT_VIEW.axis) fields.set('axis', axis);
  if (facet !== DEFAULT_VIEW.facet) fields.set('facet', facet);
  if (zoom) fields.set('zoom', zoom.map((value) => Number(value.toPrecision(6))).join(':'));
  if (filter.trim() !== '') fields.set('filter', filter);
  if (reference !== null) fields.set('reference', reference);
  if (xScale !== DEFAULT_VIEW.xScale) fields.set('scale', xScale);
  for (const contender of hidden) fields.append('hide', contender);
  if (figure !== DEFAULT_VIEW.figure) fields.set('figure', figure);
  if (sort.column !== BY_SIZE.column || sort.descending) {
    fields.set('sort', `${sort.descending ? '-' : ''}${sort.column}`);
    if (sort.contender !== null) fields.set('of', sort.contender);
  }
  if (view.mslOther !== null) fields.set('diff', view.mslOther);
  if (pinned) fields.set('cell', cellId(pinned.problem, pinned.contender));
  return fields.toString();
}

const MAP_FIELDS = ['x', 'y', 'contender'] as const satisfies readonly (keyof MapChoice)[];

/** The view of an address in a report of a run. What the run does not have, or no version knew, is as by default. */
export function viewOf(address: string, { id: runId, cells, request }: Run): AddressedView {
  const { contenders } = request;
  const fields = new URLSearchParams(address);
  const axis = axisOf(request, fields.get('axis') ?? SIZE_AXIS);
  const facets = [...FACETS, ...dimensionsOf(request).map(({ name }) => name)];
  const facet = oneOf(facets, fields.get('facet')) ?? DEFAULT_VIEW.facet;
  const lines = [...contenders, ...linesOf(request, axis, facet)];
  const cell = cellsById(cells).get(fields.get('cell') ?? '');
  const diff = fields.get('diff');
  return {
    view: oneOf(VIEW_IDS, fields.get('view')) ?? DEFAULT_VIEW.view,
    map: { x: fields.get('map-x'), y: fields.get('map-y'), contender: fields.get('map-contender') },
    metric: oneOf(METRICS, fields.get('metric')) ?? DEFAULT_VIEW.metric,
    axis,
    facet,
    zoom: rangeOf(fields.get('zoom') ?? ''),
    filter: fields.get('filter') ?? DEFAULT_VIEW.filter,
    reference: oneOf(contenders, fields.get('reference')),
    xScale: oneOf(X_SCALES, fields.get('scale')) ?? DEFAULT_VIEW.xScale,
    hidden: fields.getAll('hide').filter((line) => lines.includes(line)),
    figure: oneOf(FIGURES, fields.get('figure')) ?? DEFAULT_VIEW.figure,
    sort: sortOf(fields.get('sort') ?? '', oneOf(contenders, fields.get('of'))),
    mslOther: diff !== null && isDifferenceOf(request, diff) ? diff : null,
    pinned: cell ? { runId, problem: keyOf(cell), contender: cell.contender } : null,
  };
}

function rangeOf(text: string): Range | null {
  const [from = Number.NaN, to = Number.NaN, ...rest] = text.split(':').map(Number);
  return from < to && Number.isFinite(to - from) && rest.length === 0 ? [from, to] : null;
}

function sortOf(text: string, contender: string | null): Sort {
  const descending = text.startsWith('-');
  const column = oneOf(COLUMNS, descending ? text.slice(1) : text);
  if (column === 'size') return { column, contender: null, descending };
  return column && contender !== null ? { column, contender, descending } : BY_SIZE;
}

function oneOf<T extends string>(known: readonly T[], text: string | null): T | null {
  return known.find((one) => one === text) ?? null;
}
