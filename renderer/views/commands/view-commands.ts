import { axesOf, axisOf, FACETS, linesOf, SIZE_AXIS } from '../../model/axis.ts';
import { placeInChart } from '../../model/chart-index.ts';
import { chartView } from '../../model/chart-view.ts';
import { TOGGLE_CONTENDER_IDS } from '../../model/command-keys.ts';
import { dimensionsOf } from '../../model/dimension.ts';
import { referenceOf } from '../../model/headline.ts';
import { publishedOf } from '../../model/published.ts';
import { FIGURES, type Figure } from '../../model/rows.ts';
import { activeOf, type CellRef, type Direction, restingRef } from '../../model/selection.ts';
import { METRICS, type Metric } from '../../model/series.ts';
import { ZOOM_STEP, zoomAbout } from '../../model/zoom.ts';
import type { WorkbenchState } from '../../state/store.ts';
import type { DrawerTab } from '../../state/view-slice.ts';
import { copyCode, findInCode, toggleFolds } from '../msl/code-commands.ts';
import { showsLineCost } from '../msl/use-line-costs.ts';
import { FILTER_FIELD } from '../sweep/filter-field.tsx';
import { type Command, hasRun, showsChart } from './command.ts';

/** Shows or hides a line of the legend, counted from 0. */
function toggleContender(id: (typeof TOGGLE_CONTENDER_IDS)[number], index: number): Command {
  const lineAt = ({ run, axis, facet }: WorkbenchState) =>
    run ? linesOf(run.request, axisOf(run.request, axis), facet)[index] : undefined;
  return {
    id,
    label: `Show or hide contender ${index + 1}`,
    group: 'Chart',
    listedWhenEnabled: true,
    inReport: true,
    enabled: (state) => lineAt(state) !== undefined,
    run: (state) => {
      const line = lineAt(state);
      if (line) state.toggleHidden(line);
    },
  };
}

function select(direction: Direction, label: string): Command {
  return {
    id: `select-${direction}`,
    label,
    group: 'Selection',
    inReport: true,
    enabled: hasRun,
    run: (state) => state.moveSelection(direction),
  };
}

function showTab(tab: DrawerTab): Command {
  return {
    id: tab,
    label: `Show or hide ${tab.replace('-', ' ')}`,
    group: 'Window',
    run: (state) => state.setDrawer({ tab, open: !(state.drawer.open && state.drawer.tab === tab) }),
  };
}

function pinShown(state: WorkbenchState): void {
  const ref = shownRef(state);
  if (ref) state.pin(ref);
}

/** The cell that the MSL panel shows. */
function shownRef({ run, selection }: WorkbenchState): CellRef | null {
  return activeOf(selection) ?? (run && restingRef(run.id, run.cells, run.request.contenders));
}

/** Zooms about the selected cell, or the middle of what is visible. */
function zoomBy(factor: number): Command['run'] {
  return (state) => {
    const { run, zoom, selection } = state;
    if (!run) return;
    const { model, xScale } = chartView(run, { ...state, problem: shownRef(state)?.problem });
    const range = zoom ?? model.xDomain;
    const place = placeInChart(model, activeOf(selection))?.item.x;
    const middle = xScale === 'log2' ? Math.sqrt(range[0] * range[1]) : (range[0] + range[1]) / 2;
    const isVisible = place !== undefined && place >= range[0] && place <= range[1];
    state.setZoom(zoomAbout(range, model.xDomain, xScale, factor, isVisible ? place : middle));
  };
}

/** Commands for how a run is shown. */
export const VIEW_COMMANDS: readonly Command[] = [
  {
    id: 'next-metric',
    label: 'Switch metric: utilization, rate, ratio or error',
    group: 'Chart',
    inReport: true,
    run: (state) => state.setMetric(METRICS[(METRICS.indexOf(state.metric) + 1) % METRICS.length] as Metric),
  },
  {
    id: 'toggle-scale',
    label: 'Switch between log₂ and linear sizes',
    group: 'Chart',
    inReport: true,
    enabled: showsChart,
    run: (state) => state.setXScale(state.xScale === 'log2' ? 'linear' : 'log2'),
  },
  {
    id: 'next-axis',
    label: 'Plot against the next parameter, or size',
    group: 'Chart',
    inReport: true,
    enabled: (state) => showsChart(state) && state.run !== null && axesOf(state.run.request).length > 0,
    run: ({ run, axis, setAxis }) => {
      const axes = [SIZE_AXIS, ...(run ? axesOf(run.request) : []).map(({ name }) => name)];
      const index = Math.max(0, axes.indexOf(axis));
      setAxis(axes[(index + 1) % axes.length] as string);
    },
  },
  {
    id: 'next-facet',
    label: 'Give the next dimension plots of its own',
    group: 'Chart',
    inReport: true,
    enabled: (state) => showsChart(state) && state.run !== null && dimensionsOf(state.run.request).length > 0,
    run: ({ run, facet, setFacet }) => {
      const facets = [...FACETS, ...(run ? dimensionsOf(run.request) : []).map(({ name }) => name)];
      setFacet(facets[(facets.indexOf(facet) + 1) % facets.length] as string);
    },
  },
  {
    id: 'zoom-in',
    label: 'Zoom in',
    group: 'Chart',
    inReport: true,
    enabled: showsChart,
    run: zoomBy(1 / ZOOM_STEP),
  },
  {
    id: 'zoom-out',
    label: 'Zoom out',
    group: 'Chart',
    inReport: true,
    enabled: showsChart,
    run: zoomBy(ZOOM_STEP),
  },
  {
    id: 'zoom-reset',
    label: 'Show all sizes',
    group: 'Chart',
    inReport: true,
    enabled: showsChart,
    run: (state) => state.setZoom(null),
  },
  {
    id: 'filter',
    label: 'Filter sizes',
    group: 'Chart',
    inReport: true,
    enabled: hasRun,
    run: () => document.getElementById(FILTER_FIELD)?.focus(),
  },
  {
    id: 'toggle-published',
    label: 'Show or hide published figures',
    group: 'Chart',
    inReport: true,
    listedWhenEnabled: true,
    enabled: (state) => showsChart(state) && publishedOf(state.run?.request.problems ?? []).length > 0,
    run: (state) => state.togglePublished(),
  },
  {
    id: 'next-figure',
    label: 'Switch figure of the table',
    group: 'Table',
    inReport: true,
    enabled: hasRun,
    run: ({ figure, setFigure }) =>
      setFigure(FIGURES[(FIGURES.indexOf(figure) + 1) % FIGURES.length] as Figure),
  },
  {
    id: 'set-reference',
    label: 'Compare with the contender of the selected cell',
    group: 'Table',
    inReport: true,
    enabled: ({ run, selection }) => run !== null && activeOf(selection) !== null,
    run: ({ run, selection, reference, setReference }) => {
      const chosen = activeOf(selection)?.contender ?? null;
      if (run) setReference(chosen === referenceOf(run, reference) ? null : chosen);
    },
  },
  ...TOGGLE_CONTENDER_IDS.map(toggleContender),
  select('left', 'Select smaller size'),
  select('right', 'Select larger size'),
  select('up', 'Select previous contender'),
  select('down', 'Select next contender'),
  {
    id: 'pin',
    label: 'Pin or unpin selected cell',
    group: 'Selection',
    inReport: true,
    enabled: hasRun,
    run: pinShown,
  },
  {
    id: 'clear',
    label: 'Clear selection',
    group: 'Selection',
    inReport: true,
    run: (state) => (state.summoned === null ? state.clearSelection() : state.dismissSummoned()),
  },
  { id: 'find-msl', label: 'Find in MSL', group: 'MSL', inReport: true, run: () => void findInCode() },
  {
    id: 'fold-msl',
    label: 'Fold or unfold MSL',
    group: 'MSL',
    inReport: true,
    run: () => void toggleFolds(),
  },
  {
    id: 'copy-msl',
    label: 'Copy MSL',
    group: 'MSL',
    inReport: true,
    run: (state) => void copyCode(state.notify),
  },
  {
    id: 'diff-msl',
    label: 'Compare MSL with another contender or configuration',
    group: 'MSL',
    inReport: true,
    enabled: hasRun,
    run: ({ mslOther, setMslOther }) => setMslOther(mslOther === null ? '' : null),
  },
  {
    id: 'line-cost',
    label: 'Show or hide the estimated cost of each line',
    group: 'MSL',
    inReport: true,
    run: ({ settings, rememberLayout }) => rememberLayout('line-cost', !showsLineCost(settings)),
  },
  showTab('samples'),
  showTab('compile-times'),
  showTab('environment'),
  showTab('slides'),
  showTab('log'),
  {
    id: 'toggle-letter-keys',
    label: 'Switch single-letter keys on or off',
    group: 'Window',
    run: ({ settings, setLetterKeys, tell }) => {
      setLetterKeys(!settings.letterKeys);
      const state = settings.letterKeys ? 'off' : 'on';
      tell({ message: `Single-letter keys are ${state}` });
    },
  },
  {
    id: 'toggle-notifications',
    label: 'Switch notifications of the end of long measurements on or off',
    group: 'Window',
    run: ({ settings, setNotifications, tell }) => {
      setNotifications(!settings.notifications);
      tell({ message: `Notifications are ${settings.notifications ? 'off' : 'on'}` });
    },
  },
  {
    id: 'toggle-theme',
    label: 'Switch theme: system, light or dark',
    group: 'Window',
    inReport: true,
    run: (state) => state.nextTheme(),
  },
  {
    id: 'palette',
    label: 'Find a command',
    group: 'Window',
    inDialog: true,
    inReport: true,
    run: (state) => state.setDialog('palette'),
  },
  {
    id: 'show-shortcuts',
    label: 'Keyboard shortcuts',
    group: 'Window',
    inReport: true,
    run: (state) => state.setDialog('shortcuts'),
  },
];
