import type { StateCreator } from 'zustand';
import { type Column, type Figure, nextSort, type Sort } from '../model/rows.ts';
import type { MapChoice } from '../model/run-map.ts';
import type { Metric, XScale } from '../model/series.ts';
import { DEFAULT_VIEW } from '../model/view-address.ts';
import type { ViewId } from '../model/views.ts';
import type { Range } from '../model/zoom.ts';
import type { WorkbenchState } from './store.ts';

const DRAWER_TABS = ['samples', 'compile-times', 'environment', 'slides', 'log'] as const;
export type DrawerTab = (typeof DRAWER_TABS)[number];
type Dialog = 'palette' | 'shortcuts' | 'new-sweep';

/** How the run is shown; nothing here changes what was measured. */
export interface ViewSlice {
  /** What stands in the chart's place. */
  view: ViewId;
  /** What the heat map shows. */
  map: MapChoice;
  metric: Metric;
  /** The horizontal axis: SIZE_AXIS, or the name of a dimension if the run has it. */
  axis: string;
  /** See AddressedView, also for the following. */
  facet: string;
  zoom: Range | null;
  filter: string;
  xScale: XScale;
  /** Whether the chart shows figures that others have published, too. */
  showsPublished: boolean;
  /** Contenders that are hidden from the chart. */
  hidden: readonly string[];
  sort: Sort;
  /** What the table shows of each cell. */
  figure: Figure;
  /** The contender that others are compared with; null for the run's own choice: see referenceOf(). */
  reference: string | null;
  /** Contenders that are hidden from the table, and the order of its columns, as far as it was changed. */
  hiddenColumns: readonly string[];
  columnOrder: readonly string[];
  drawer: { open: boolean; tab: DrawerTab };
  /** See AddressedView. */
  mslOther: string | null;
  dialog: Dialog | null;
  /** Whether the form shows what saves its sweep, and the saved ones. */
  savingSweep: boolean;
  /** The run that is being renamed, and the one whose tags are. */
  renaming: string | null;
  tagging: string | null;
  setView(view: ViewId): void;
  setMap(change: Partial<MapChoice>): void;
  setMetric(metric: Metric): void;
  setAxis(axis: string): void;
  setFacet(facet: string): void;
  setZoom(zoom: Range | null): void;
  setFilter(filter: string): void;
  setXScale(xScale: XScale): void;
  togglePublished(): void;
  toggleHidden(contender: string): void;
  sortBy(column: Column, contender: string | null): void;
  setFigure(figure: Figure): void;
  /** Compares the others with a contender; with null, with the run's own choice. */
  setReference(reference: string | null): void;
  toggleColumn(contender: string): void;
  setColumnOrder(columnOrder: readonly string[]): void;
  setDrawer(drawer: Partial<ViewSlice['drawer']>): void;
  setMslOther(mslOther: string | null): void;
  setDialog(dialog: Dialog | null): void;
  setSavingSweep(savingSweep: boolean): void;
  setRenaming(runId: string | null): void;
  setTagging(runId: string | null): void;
}

export const createViewSlice: StateCreator<WorkbenchState, [], [], ViewSlice> = (set, get) => {
  const setColumns = (change: Partial<Columns>) => {
    set(change);
    const { hiddenColumns, columnOrder } = get();
    get().rememberLayout('table-columns', { hiddenColumns, columnOrder });
  };
  return {
    view: DEFAULT_VIEW.view,
    map: DEFAULT_VIEW.map,
    metric: DEFAULT_VIEW.metric,
    axis: DEFAULT_VIEW.axis,
    facet: DEFAULT_VIEW.facet,
    zoom: DEFAULT_VIEW.zoom,
    filter: DEFAULT_VIEW.filter,
    xScale: DEFAULT_VIEW.xScale,
    showsPublished: false,
    hidden: DEFAULT_VIEW.hidden,
    sort: DEFAULT_VIEW.sort,
    figure: DEFAULT_VIEW.figure,
    reference: null,
    hiddenColumns: [],
    columnOrder: [],
    drawer: { open: false, tab: 'samples' },
    mslOther: DEFAULT_VIEW.mslOther,
    dialog: null,
    savingSweep: false,
    renaming: null,
    tagging: null,
    setView: (view) => set({ view, reviewing: false }),
    setMap: (change) => set(({ map }) => ({ map: { ...map, ...change } })),
    setMetric: (metric) => set({ metric }),
    setAxis: (axis) => set({ axis, zoom: null }),
    setFacet: (facet) => set({ facet }),
    setZoom: (zoom) => set({ zoom }),
    setFilter: (filter) => set({ filter, zoom: null }),
    setXScale: (xScale) => set({ xScale }),
    togglePublished: () => set(({ showsPublished }) => ({ showsPublished: !showsPublished })),
    toggleHidden: (contender) =>
      set(({ hidden }) => ({
        hidden: hidden.includes(contender) ? hidden.filter((id) => id !== contender) : [...hidden, contender],
      })),
    sortBy: (column, contender) => set(({ sort }) => ({ sort: nextSort(sort, column, contender) })),
    // The table stays sorted by what it shows.
    setFigure: (figure) =>
      set(({ sort }) => ({ figure, sort: sort.column === 'size' ? sort : { ...sort, column: figure } })),
    setReference: (reference) => set({ reference }),
    toggleColumn: (contender) => {
      const { hiddenColumns: hidden } = get();
      const others = hidden.filter((id) => id !== contender);
      setColumns({ hiddenColumns: hidden.includes(contender) ? others : [...hidden, contender] });
    },
    setColumnOrder: (columnOrder) => setColumns({ columnOrder }),
    setDrawer: (change) => {
      const drawer = { ...get().drawer, ...change };
      set({ drawer });
      get().rememberLayout('drawer', drawer);
    },
    setMslOther: (mslOther) => set({ mslOther }),
    setDialog: (dialog) => set({ dialog }),
    setSavingSweep: (savingSweep) => set({ savingSweep }),
    setRenaming: (renaming) => set({ renaming }),
    setTagging: (tagging) => set({ tagging }),
  };
};

type Columns = Pick<ViewSlice, 'hiddenColumns' | 'columnOrder'>;

/** The table's columns as they were left; what cannot be read is as at first. */
export function readColumns(remembered: unknown): Columns {
  const { hiddenColumns, columnOrder } = (remembered ?? {}) as Partial<Record<keyof Columns, unknown>>;
  const names = (list: unknown) =>
    Array.isArray(list) ? list.filter((name): name is string => typeof name === 'string') : [];
  return { hiddenColumns: names(hiddenColumns), columnOrder: names(columnOrder) };
}

/** The drawer as it was left; closed where that cannot be read. */
export function readDrawer(remembered: unknown): ViewSlice['drawer'] {
  const { open, tab } = (remembered ?? {}) as { open?: unknown; tab?: unknown };
  return { open: open === true, tab: DRAWER_TABS.find((known) => known === tab) ?? 'samples' };
}
