import type { CommandId } from '../../model/command-keys.ts';
import type { Pane } from '../../model/panes.ts';
import { shownView } from '../../model/views.ts';
import type { WorkbenchState } from '../../state/store.ts';

/** The headings under which commands are listed, in order. */
export const COMMAND_GROUPS = [
  'Sweep',
  'Run',
  'Review',
  'Chart',
  'Slides',
  'Table',
  'Selection',
  'MSL',
  'Window',
] as const;

export interface Command {
  /** Shared with the application menu; its keys are in COMMAND_KEYS. */
  readonly id: CommandId;
  readonly label: string;
  readonly group: (typeof COMMAND_GROUPS)[number];
  /** Works in a report, which has no application behind it. */
  readonly inReport?: true;
  /** Acts only while the focus is in this pane, or nowhere: elsewhere the key is too easily meant for something else. */
  readonly within?: Pane;
  /** Works while a dialog is open, and may replace it. */
  readonly inDialog?: true;
  /** Listed only while it is enabled. */
  readonly listedWhenEnabled?: true;
  /** Whether the command can run now; always, if left out. */
  enabled?(state: WorkbenchState): boolean;
  run(state: WorkbenchState): void;
}

export const hasRun = ({ run }: WorkbenchState) => run !== null;

/** Whether the run's chart is shown, not another view in its place. */
export const showsChart = (state: WorkbenchState) => state.run !== null && shownView(state) === 'sweep';
