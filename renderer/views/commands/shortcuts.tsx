import { useWorkbench, useWorkbenchStore } from '../../state/store.ts';
import { IconButton } from '../../widgets/button.tsx';
import { Dialog } from '../../widgets/dialog.tsx';
import { Keys } from '../../widgets/key.tsx';
import { usePlatform } from '../shell/use-platform.ts';
import { COMMAND_GROUPS } from './command.ts';
import { commandsFor } from './commands.ts';

/** Every key, by what it is for. */
export function Shortcuts() {
  const store = useWorkbenchStore();
  const setDialog = useWorkbench((state) => state.setDialog);
  const platform = usePlatform();
  const state = store.getState();
  const commands = commandsFor(state).filter(
    ({ listedWhenEnabled, enabled }) => !listedWhenEnabled || enabled?.(state),
  );
  return (
    <Dialog label="Keys" className="shortcuts" onClose={() => setDialog(null)}>
      <header className="pane-header">
        <h2>Keys</h2>
        <span className="spacer" />
        <IconButton size="small" icon="cross" label="Close (Esc)" onClick={() => setDialog(null)} />
      </header>
      <div className="shortcut-groups">
        {COMMAND_GROUPS.map((group) => (
          <section key={group} aria-label={group}>
            <h3>{group}</h3>
            <dl>
              {commands
                .filter((command) => command.group === group)
                .map(({ id, label, keys }) => (
                  <div key={id}>
                    <dt>{label}</dt>
                    <dd>
                      {keys.map((combo) => (
                        <Keys key={combo} combo={combo} platform={platform} />
                      ))}
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
