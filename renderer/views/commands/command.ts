import type { WorkbenchState } from '../../state/store.ts';

/** The headings under which keys are listed, in order. */
export const COMMAND_GROUPS = ['Sweep', 'Run', 'Chart', 'Selection', 'MSL', 'Window'] as const;

export interface Command {
  /** The application's menu uses the same names. */
  readonly id: string;
  readonly label: string;
  readonly group: (typeof COMMAND_GROUPS)[number];
  /** "mod+k", "shift+r", "arrowleft": mod is ⌘ on a Mac and Ctrl elsewhere. */
  readonly keys: readonly string[];
  /** Works in a report, which has no application behind it. */
  readonly inReport?: true;
  /** Works while a dialog is open, which it then takes the place of. */
  readonly inDialog?: true;
  /** Not worth listing while it makes no sense. */
  readonly listedWhenEnabled?: true;
  /** Whether it makes sense now; always, when left out. */
  enabled?(state: WorkbenchState): boolean;
  run(state: WorkbenchState): void;
}

export const hasRun = ({ run }: WorkbenchState) => run !== null;
