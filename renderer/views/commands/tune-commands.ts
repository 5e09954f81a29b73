import { isMeasuring } from '../../state/noise-slice.ts';
import type { Command } from './command.ts';

/** Commands for the tuner. */
export const TUNE_COMMANDS: readonly Command[] = [
  {
    id: 'tune',
    label: 'Show or hide the tuner',
    group: 'Sweep',
    run: (state) => (state.tuneView.isOpen ? state.closeTuner() : state.openTuner()),
  },
  {
    id: 'new-tuning',
    label: 'New tuning…',
    group: 'Sweep',
    enabled: (state) => !isMeasuring(state) && state.devices.length > 0,
    run: (state) => state.askForTuning(),
  },
];
