import type { MenuCommand } from '../../../electron/ipc/menu-command.ts';
import type { WorkbenchState } from '../../state/store.ts';
import type { Command } from './command.ts';
import { EDIT_COMMANDS } from './edit-commands.ts';
import { PANE_COMMANDS } from './pane-commands.ts';
import { PRESENT_COMMANDS } from './present-commands.ts';
import { REVIEW_COMMANDS } from './review-commands.ts';
import { RUN_COMMANDS } from './run-commands.ts';
import { SWITCH_COMMANDS } from './switch-commands.ts';
import { TUNE_COMMANDS } from './tune-commands.ts';
import { VIEW_COMMANDS } from './view-commands.ts';

/** Every command. The shortcuts, the palette, the menu and the keyboard all read this table. */
const COMMANDS: readonly Command[] = [
  ...EDIT_COMMANDS,
  ...REVIEW_COMMANDS,
  ...RUN_COMMANDS,
  ...PRESENT_COMMANDS,
  ...TUNE_COMMANDS,
  ...SWITCH_COMMANDS,
  ...VIEW_COMMANDS,
  ...PANE_COMMANDS,
];

/** The commands that exist here: in a report, only those that need no application. */
export function commandsFor({ readOnly }: WorkbenchState): Command[] {
  return COMMANDS.filter(({ inReport }) => !readOnly || inReport);
}

/** Runs the command of a menu item, if it is enabled. */
export function runMenuCommand(id: MenuCommand, state: WorkbenchState): void {
  const command = COMMANDS.find((known) => known.id === id);
  if (command && (command.enabled?.(state) ?? true)) command.run(state);
}
