import { axisOf, linesOf, parameterAxes, SIZE_AXIS } from '../../model/axis.ts';
import { activeOf, type Direction, restingRef } from '../../model/selection.ts';
import type { WorkbenchState } from '../../state/store.ts';
import type { DrawerTab } from '../../state/view-slice.ts';
import { copyCode, findInCode, toggleFolds } from '../msl/code-actions.ts';
import { type Command, hasRun } from './command.ts';

/** Contenders that have a digit of their own. */
const DIGITS = [1, 2, 3, 4, 5, 6] as const;

function toggleContender(digit: (typeof DIGITS)[number]): Command {
  const contenderOf = ({ run, axis }: WorkbenchState) => {
    const contenders = run?.request.contenders ?? [];
    return linesOf(contenders, axisOf(contenders, axis))[digit - 1];
  };
  return {
    id: `toggle-contender-${digit}`,
    label: `Show or hide contender ${digit}`,
    group: 'Chart',
    keys: [String(digit)],
    listedWhenEnabled: true,
    inReport: true,
    enabled: (state) => contenderOf(state) !== undefined,
    run: (state) => {
      const contender = contenderOf(state);
      if (contender) state.toggleHidden(contender);
    },
  };
}

function move(direction: Direction, label: string): Command {
  return {
    id: `select-${direction}`,
    label,
    group: 'Selection',
    keys: [`arrow${direction}`],
    inReport: true,
    enabled: hasRun,
    run: (state) => state.moveSelection(direction),
  };
}

function showTab(tab: DrawerTab, key: string): Command {
  return {
    id: tab,
    label: `Show or hide the ${tab}`,
    group: 'Window',
    keys: [key],
    run: (state) => state.setDrawer({ tab, open: !(state.drawer.open && state.drawer.tab === tab) }),
  };
}

function pinShown(state: WorkbenchState): void {
  const { run, selection } = state;
  if (!run) return;
  const ref = activeOf(selection) ?? restingRef(run.id, run.cells, run.request.contenders);
  if (ref) state.pin(ref);
}

/** How the run is looked at. */
export const VIEW_COMMANDS: readonly Command[] = [
  {
    id: 'toggle-metric',
    label: 'Switch between utilization and GFLOPS',
    group: 'Chart',
    keys: ['m'],
    inReport: true,
    run: (state) => state.setMetric(state.metric === 'gflops' ? 'utilization' : 'gflops'),
  },
  {
    id: 'toggle-scale',
    label: 'Switch between log₂ and linear sizes',
    group: 'Chart',
    keys: ['l'],
    inReport: true,
    run: (state) => state.setXScale(state.xScale === 'log2' ? 'linear' : 'log2'),
  },
  {
    id: 'next-axis',
    label: 'Draw against the size, or the next parameter',
    group: 'Chart',
    keys: ['x'],
    inReport: true,
    enabled: ({ run }) => run !== null && parameterAxes(run.request.contenders).length > 0,
    run: ({ run, axis, setAxis }) => {
      const axes = [SIZE_AXIS, ...parameterAxes(run?.request.contenders ?? []).map(({ name }) => name)];
      const at = Math.max(0, axes.indexOf(axis));
      setAxis(axes[(at + 1) % axes.length] as string);
    },
  },
  ...DIGITS.map(toggleContender),
  move('left', 'Select the next smaller size'),
  move('right', 'Select the next larger size'),
  move('up', 'Select the contender before'),
  move('down', 'Select the contender after'),
  {
    id: 'pin',
    label: 'Pin or release the shown cell',
    group: 'Selection',
    keys: ['p'],
    inReport: true,
    enabled: hasRun,
    run: pinShown,
  },
  {
    id: 'clear',
    label: 'Clear the selection',
    group: 'Selection',
    keys: ['escape'],
    inReport: true,
    run: (state) => state.clearSelection(),
  },
  { id: 'find-msl', label: 'Find in the MSL', group: 'MSL', keys: ['/'], inReport: true, run: findInCode },
  {
    id: 'fold-msl',
    label: 'Fold or unfold the MSL',
    group: 'MSL',
    keys: ['f'],
    inReport: true,
    run: toggleFolds,
  },
  {
    id: 'copy-msl',
    label: 'Copy the MSL',
    group: 'MSL',
    keys: ['c'],
    inReport: true,
    run: (state) => void copyCode(state.notify),
  },
  {
    id: 'drawer',
    label: 'Open or close the drawer',
    group: 'Window',
    keys: ['d'],
    run: (state) => state.setDrawer({ open: !state.drawer.open }),
  },
  showTab('samples', 'shift+s'),
  showTab('environment', 'shift+e'),
  showTab('log', 'shift+l'),
  {
    id: 'toggle-theme',
    label: 'Switch the theme: system, light, dark',
    group: 'Window',
    keys: ['t'],
    inReport: true,
    run: (state) => state.nextTheme(),
  },
  {
    id: 'palette',
    label: 'Find a command',
    group: 'Window',
    keys: ['mod+k'],
    inDialog: true,
    inReport: true,
    run: (state) => state.setDialog('palette'),
  },
  {
    id: 'show-shortcuts',
    label: 'List the keys',
    group: 'Window',
    keys: ['?'],
    inReport: true,
    run: (state) => state.setDialog('shortcuts'),
  },
];
