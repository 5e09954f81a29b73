import type { CommandId } from './command-keys.ts';

/** What stands in the chart's place, in the order of the switch above it. Their components are in views/shell. */
export const VIEWS = [
  { id: 'sweep', label: 'Sweep', command: 'view-sweep', inReport: true },
  { id: 'heat-map', label: 'Heat map', command: 'view-heat-map', inReport: true },
  { id: 'roofline', label: 'Roofline', command: 'view-roofline', inReport: true },
  { id: 'samples', label: 'Samples', command: 'view-samples', inReport: true },
  { id: 'history', label: 'History', command: 'view-history', inReport: false },
] as const satisfies readonly View[];

interface View {
  readonly id: string;
  readonly label: string;
  readonly command: CommandId;
  /** Needs nothing but the run. */
  readonly inReport: boolean;
}

export type ViewId = (typeof VIEWS)[number]['id'];

export const VIEW_IDS: readonly ViewId[] = VIEWS.map(({ id }) => id);

/** The views that exist here: in a report, only those that need no application. */
export function viewsFor({ readOnly }: { readonly readOnly: boolean }): readonly (typeof VIEWS)[number][] {
  return VIEWS.filter(({ inReport }) => inReport || !readOnly);
}

/** The view that is shown: the chosen one if it exists here. */
export function shownView(state: { readonly readOnly: boolean; readonly view: ViewId }): ViewId {
  return viewsFor(state).find(({ id }) => id === state.view)?.id ?? 'sweep';
}
