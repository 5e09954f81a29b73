import { PANE_LABELS, type Pane } from '../../model/panes.ts';
import { maximisedPane } from '../../state/panes-slice.ts';
import { focusedPane, focusPane } from '../shell/focus-pane.ts';
import type { Command } from './command.ts';

function toggle(pane: Exclude<Pane, 'drawer'>): Command {
  return {
    id: pane,
    label: `Show or hide ${pane === 'msl' ? 'MSL' : PANE_LABELS[pane].toLowerCase()}`,
    group: 'Window',
    run: (state) => state.togglePane(pane),
  };
}

/** Commands for the parts of the window. */
export const PANE_COMMANDS: readonly Command[] = [
  toggle('navigator'),
  toggle('chart'),
  toggle('table'),
  toggle('msl'),
  {
    id: 'drawer',
    label: 'Show or hide details',
    group: 'Window',
    run: (state) => state.togglePane('drawer'),
  },
  {
    id: 'maximise-pane',
    label: 'Maximise the pane with the focus, or show all',
    group: 'Window',
    run: (state) => state.maximisePane(maximisedPane(state) ?? focusedPane() ?? 'chart'),
  },
  { id: 'next-pane', label: 'Go to next pane', group: 'Window', run: () => focusPane(1) },
  { id: 'previous-pane', label: 'Go to previous pane', group: 'Window', run: () => focusPane(-1) },
];
