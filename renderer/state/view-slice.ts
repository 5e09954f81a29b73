import type { StateCreator } from 'zustand';
import { type Column, nextSort, type Sort } from '../model/rows.ts';
import type { Metric, XScale } from '../model/series.ts';
import { DEFAULT_VIEW } from '../model/view-address.ts';
import type { Range } from '../model/zoom.ts';
import type { WorkbenchState } from './store.ts';

export type DrawerTab = 'samples' | 'compile-times' | 'environment' | 'log';
type Dialog = 'palette' | 'shortcuts';

/** How the run is shown; nothing here changes what was measured. */
export interface ViewSlice {
  metric: Metric;
  /** The horizontal axis: SIZE_AXIS, or the name of a dimension if the run has it. */
  axis: string;
  /** See AddressedView, also for the following. */
  facet: string;
  zoom: Range | null;
  filter: string;
  reference: string | null;
  xScale: XScale;
  /** Whether the chart shows figures that others have published, too. */
  showsPublished: boolean;
  /** Contenders that are hidden from the chart. */
  hidden: readonly string[];
  sort: Sort;
  drawer: { open: boolean; tab: DrawerTab };
  dialog: Dialog | null;
  /** Whether the form shows what saves its sweep, and the saved ones. */
  savingSweep: boolean;
  /** The run that is being renamed, and the one whose deletion is to be confirmed. */
  renaming: string | null;
  deleting: string | null;
  setMetric(metric: Metric): void;
  setAxis(axis: string): void;
  setFacet(facet: string): void;
  setZoom(zoom: Range | null): void;
  setFilter(filter: string): void;
  /** Shows rates relative to those of a contender; if they are that already, the metric before. */
  compareWith(reference: string): void;
  setXScale(xScale: XScale): void;
  togglePublished(): void;
  toggleHidden(contender: string): void;
  sortBy(column: Column, contender: string | null): void;
  setDrawer(drawer: Partial<ViewSlice['drawer']>): void;
  setDialog(dialog: Dialog | null): void;
  setSavingSweep(savingSweep: boolean): void;
  setRenaming(runId: string | null): void;
  setDeleting(runId: string | null): void;
}

export const createViewSlice: StateCreator<WorkbenchState, [], [], ViewSlice> = (set) => ({
  metric: DEFAULT_VIEW.metric,
  axis: DEFAULT_VIEW.axis,
  facet: DEFAULT_VIEW.facet,
  zoom: DEFAULT_VIEW.zoom,
  filter: DEFAULT_VIEW.filter,
  reference: DEFAULT_VIEW.reference,
  xScale: DEFAULT_VIEW.xScale,
  showsPublished: false,
  hidden: DEFAULT_VIEW.hidden,
  sort: DEFAULT_VIEW.sort,
  drawer: { open: false, tab: 'samples' },
  dialog: null,
  savingSweep: false,
  renaming: null,
  deleting: null,
  setMetric: (metric) => set({ metric }),
  setAxis: (axis) => set({ axis, zoom: null }),
  setFacet: (facet) => set({ facet }),
  setZoom: (zoom) => set({ zoom }),
  setFilter: (filter) => set({ filter, zoom: null }),
  compareWith: (reference) =>
    set(({ metric, reference: before }) =>
      metric === 'ratio' && reference === before
        ? { metric: DEFAULT_VIEW.metric }
        : { metric: 'ratio', reference },
    ),
  setXScale: (xScale) => set({ xScale }),
  togglePublished: () => set(({ showsPublished }) => ({ showsPublished: !showsPublished })),
  toggleHidden: (contender) =>
    set(({ hidden }) => ({
      hidden: hidden.includes(contender) ? hidden.filter((id) => id !== contender) : [...hidden, contender],
    })),
  sortBy: (column, contender) => set(({ sort }) => ({ sort: nextSort(sort, column, contender) })),
  setDrawer: (drawer) => set((state) => ({ drawer: { ...state.drawer, ...drawer } })),
  setDialog: (dialog) => set({ dialog }),
  setSavingSweep: (savingSweep) => set({ savingSweep }),
  setRenaming: (renaming) => set({ renaming }),
  setDeleting: (deleting) => set({ deleting }),
});
