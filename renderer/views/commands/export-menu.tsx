import { COMMAND_KEYS, type CommandId } from '../../model/command-keys.ts';
import { useWorkbenchStore } from '../../state/store.ts';
import { Menu } from '../../widgets/menu.tsx';
import { commandsFor } from './commands.ts';

/** The commands that save something of a run as a file. */
const EXPORTS: readonly CommandId[] = [
  'report-run',
  'pdf-run',
  'export-run',
  'save-csv',
  'copy-picture',
  'save-png',
  'save-svg',
  'save-pdf',
  'save-slides',
];

/** Everything that can be saved of the run that is shown: in a report, its chart. */
export function ExportMenu() {
  const store = useWorkbenchStore();
  const commands = commandsFor(store.getState()).filter(({ id }) => EXPORTS.includes(id));
  const items = commands.map(({ id, label, enabled, run }) => ({
    id,
    label,
    keys: COMMAND_KEYS[id],
    disabled: !(enabled?.(store.getState()) ?? true),
    onChoose: () => run(store.getState()),
  }));
  return <Menu label="Export" icon="export" items={items} />;
}
