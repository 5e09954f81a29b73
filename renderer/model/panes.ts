/** The parts of the window that hide and maximise, in the order that F6 visits them. */
export const PANES = ['navigator', 'chart', 'table', 'msl', 'drawer'] as const;
export type Pane = (typeof PANES)[number];

export const PANE_LABELS: Readonly<Record<Pane, string>> = {
  navigator: 'Runs',
  chart: 'Chart',
  table: 'Table',
  msl: 'MSL',
  drawer: 'Details',
};

/** What a person chose. */
export interface PaneChoice {
  readonly hidden: readonly Pane[];
  /** The only pane that is shown. */
  readonly maximised: Pane | null;
  /** A pane that yields to others in a small window, and was asked for: it lies over them. */
  readonly summoned: Pane | null;
}

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** In its place, over the others, or not at all. */
export type Showing = 'placed' | 'over' | 'hidden';

/** Below these sizes of the window, in CSS pixels, a pane yields to the chart and the table, in this order. */
const YIELDS = {
  navigator: { width: 1180, height: 0 },
  msl: { width: 880, height: 0 },
  drawer: { width: 0, height: 640 },
} as const satisfies Partial<Record<Pane, Size>>;

/** Details lie over the others where there is no room for them; the others go. */
const LIES_OVER: readonly Pane[] = ['drawer'];

/** Whether there is no room for a pane beside the chart and the table. */
export function yields(pane: Pane, { width, height }: Size): boolean {
  const least = pane in YIELDS ? YIELDS[pane as keyof typeof YIELDS] : null;
  return least !== null && (width < least.width || height < least.height);
}

/** How each pane is shown in a window of a size. */
export function showings(choice: PaneChoice, size: Size): Record<Pane, Showing> {
  const { hidden, maximised, summoned } = choice;
  const of = (pane: Pane): Showing => {
    if (maximised !== null) return pane === maximised ? 'placed' : 'hidden';
    if (!yields(pane, size)) return hidden.includes(pane) ? 'hidden' : 'placed';
    if (LIES_OVER.includes(pane)) return hidden.includes(pane) ? 'hidden' : 'over';
    return summoned === pane ? 'over' : 'hidden';
  };
  return Object.fromEntries(PANES.map((pane) => [pane, of(pane)])) as Record<Pane, Showing>;
}

/** The choice after a pane was hidden or shown. One of chart and table always stays. */
export function toggled(choice: PaneChoice, pane: Pane, size: Size): PaneChoice {
  const isShown = showings(choice, size)[pane] !== 'hidden';
  const rest = { ...choice, maximised: null };
  if (yields(pane, size) && !LIES_OVER.includes(pane)) return { ...rest, summoned: isShown ? null : pane };
  const hidden = choice.hidden.filter((other) => other !== pane);
  if (!isShown) return { ...rest, hidden };
  const other = OTHER_VIEW[pane];
  return { ...rest, hidden: [...hidden.filter((one) => one !== other), pane] };
}

/** The chart and the table are what the window is for. */
const OTHER_VIEW: Readonly<Partial<Record<Pane, Pane>>> = { chart: 'table', table: 'chart' };

/** The choice that was remembered; what cannot be read is as at first. */
export function readPanes(remembered: unknown): Pick<PaneChoice, 'hidden' | 'maximised'> {
  const { hidden, maximised } = (remembered ?? {}) as { hidden?: unknown; maximised?: unknown };
  return {
    hidden: Array.isArray(hidden) ? PANES.filter((pane) => hidden.includes(pane)) : [],
    maximised: PANES.find((pane) => pane === maximised) ?? null,
  };
}
