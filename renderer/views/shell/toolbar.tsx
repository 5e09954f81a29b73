import { useWorkbench, useWorkbenchStore } from '../../state/store.ts';
import { IconButton } from '../../widgets/button.tsx';
import { withKeys } from '../../widgets/key.tsx';
import { ExportMenu } from '../commands/export-menu.tsx';
import { RUN_STATUS } from '../sidebar/run-entry.tsx';

const THEME_ICONS = { system: 'system', light: 'light', dark: 'dark' } as const;

/** The title of the run that is shown, and its actions. */
export function Toolbar() {
  const run = useWorkbench((state) => state.run);
  const theme = useWorkbench((state) => state.settings.theme);
  const { nextTheme, setDialog } = useWorkbenchStore().getState();
  return (
    <header className="toolbar">
      <span className="wordmark">
        <Mark /> Tilescope
      </span>
      {run && (
        <h1 className="toolbar-title truncate" data-testid="run-title">
          {run.name}{' '}
          <span className={`tone-${RUN_STATUS[run.status].tone}`}>{RUN_STATUS[run.status].label}</span>
        </h1>
      )}
      <span className="spacer" />
      {run && <ExportMenu />}
      <IconButton
        icon="command"
        label={withKeys('Find a command', 'palette')}
        onClick={() => setDialog('palette')}
      />
      <IconButton
        icon={THEME_ICONS[theme]}
        label={withKeys(`Theme: ${theme}`, 'toggle-theme')}
        data-testid="theme"
        onClick={nextTheme}
      />
      <IconButton
        icon="help"
        label={withKeys('Keyboard shortcuts', 'show-shortcuts')}
        onClick={() => setDialog('shortcuts')}
      />
    </header>
  );
}

/** The logo: tiles of a matrix, one of them lit. */
function Mark() {
  return (
    <svg width={18} height={18} viewBox="0 0 18 18" aria-hidden="true">
      <g fill="var(--line-strong)">
        <rect x="1" y="1" width="7" height="7" rx="1.5" />
        <rect x="10" y="10" width="7" height="7" rx="1.5" />
        <rect x="1" y="10" width="7" height="7" rx="1.5" />
      </g>
      <rect x="10" y="1" width="7" height="7" rx="1.5" fill="var(--accent)" />
    </svg>
  );
}
