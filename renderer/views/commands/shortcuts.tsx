import { COMMAND_KEYS } from '../../model/command-keys.ts';
import { useWorkbench, useWorkbenchStore } from '../../state/store.ts';
import { IconButton } from '../../widgets/button.tsx';
import { Dialog } from '../../widgets/dialog.tsx';
import { Keys, withKeys } from '../../widgets/key.tsx';
import { COMMAND_GROUPS } from './command.ts';
import { commandsFor } from './commands.ts';

/** Every command with its keys. */
export function Shortcuts() {
  const store = useWorkbenchStore();
  const setDialog = useWorkbench((state) => state.setDialog);
  const state = store.getState();
  const commands = commandsFor(state).filter(
    ({ listedWhenEnabled, enabled }) => !listedWhenEnabled || enabled?.(state),
  );
  return (
    <Dialog label="Keyboard shortcuts" className="shortcuts" onClose={() => setDialog(null)}>
      <header className="pane-header">
        <h2>Keyboard shortcuts</h2>
        <span className="spacer" />
        <IconButton
          size="small"
          icon="cross"
          label={withKeys('Close', 'clear')}
          onClick={() => setDialog(null)}
        />
      </header>
      <div className="shortcut-groups">
        {COMMAND_GROUPS.map((group) => (
          <section key={group} aria-label={group}>
            <h3>{group}</h3>
            <dl>
              {commands
                .filter((command) => command.group === group)
                .map(({ id, label }) => (
                  <div key={id}>
                    <dt>{label}</dt>
                    <dd>
                      <Keys combo={COMMAND_KEYS[id]} />
                    </dd>
                  </div>
                ))}
            </dl>
          </section>
        ))}
      </div>
    </Dialog>
  );
}
