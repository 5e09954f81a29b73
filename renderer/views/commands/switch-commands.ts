import { VIEWS } from '../../model/views.ts';
import { type Command, hasRun } from './command.ts';

/** Commands that show another view in the chart's place. */
export const SWITCH_COMMANDS: readonly Command[] = VIEWS.map(({ id, label, command, inReport }) => ({
  id: command,
  label: `View: ${label}`,
  group: 'Chart',
  ...(inReport && { inReport: true as const }),
  enabled: hasRun,
  run: (state) => state.setView(id),
}));
