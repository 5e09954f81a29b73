import type { MenuCommand } from '../../../electron/ipc/contract.ts';
import type { WorkbenchState } from '../../state/store.ts';
import type { Command } from './command.ts';
import { RUN_COMMANDS } from './run-commands.ts';
import { VIEW_COMMANDS } from './view-commands.ts';

/** Every action there is. The key list, the palette, the menu and the keyboard all read this table. */
export const COMMANDS: readonly Command[] = [...RUN_COMMANDS, ...VIEW_COMMANDS];

/** The commands that exist here: a report has only those that need no application. */
export function commandsFor({ readOnly }: WorkbenchState): Command[] {
  return COMMANDS.filter(({ inReport }) => !readOnly || inReport);
}

/** Does what a menu item of the application says, when it makes sense now. */
export function runMenuCommand(command: MenuCommand, state: WorkbenchState): void {
  const found = COMMANDS.find(({ id }) => id === command);
  if (found && (found.enabled?.(state) ?? true)) found.run(state);
}
