import { useRef } from 'react';
import type { Pane } from '../../model/panes.ts';
import { RUN_STATUS } from '../../model/run-status.ts';
import { keyPlatform } from '../../state/platform.ts';
import { useShowing } from '../../state/selectors.ts';
import { useWorkbench, useWorkbenchStore } from '../../state/store.ts';
import { Button, IconButton } from '../../widgets/button.tsx';
import { withKeys } from '../../widgets/key.tsx';
import { useRovingToolbar } from '../../widgets/use-roving-toolbar.ts';
import { ExportMenu } from '../commands/export-menu.tsx';

const THEME_ICONS = { system: 'system', light: 'light', dark: 'dark' } as const;

/** The title bar: the run that is shown, and its actions. It moves the window, and on a Mac has room for its lights. */
export function Toolbar() {
  const run = useWorkbench((state) => state.run);
  const theme = useWorkbench((state) => state.settings.theme);
  const readOnly = useWorkbench((state) => state.readOnly);
  const fullScreen = useWorkbench((state) => state.fullScreen);
  const { nextTheme, setDialog, present } = useWorkbenchStore().getState();
  const bar = useRef<HTMLDivElement>(null);
  const onKeyDown = useRovingToolbar(bar);
  const hasLights = !readOnly && keyPlatform() === 'mac' && !fullScreen;
  return (
    <header className="toolbar" data-lights={hasLights || undefined}>
      <div ref={bar} className="toolbar-row" role="toolbar" aria-label="Window and run" onKeyDown={onKeyDown}>
        {!readOnly && <PaneToggle pane="navigator" icon="sidebar" label="Show or hide runs" />}
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
        {!readOnly && (
          <Button
            icon="plus"
            title={withKeys('New sweep', 'new-sweep')}
            onClick={() => setDialog('new-sweep')}
          >
            New sweep
          </Button>
        )}
        {run && (
          <IconButton
            icon="present"
            label={withKeys('Present', 'present')}
            data-testid="present"
            onClick={() => void present()}
          />
        )}
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
        {!readOnly && (
          <>
            <PaneToggle pane="drawer" icon="panelBottom" label="Show or hide details" />
            <PaneToggle pane="msl" icon="panelRight" label="Show or hide MSL" />
          </>
        )}
      </div>
    </header>
  );
}

interface PaneToggleProps {
  pane: Pane & ('navigator' | 'drawer' | 'msl');
  icon: 'sidebar' | 'panelBottom' | 'panelRight';
  label: string;
}

function PaneToggle({ pane, icon, label }: PaneToggleProps) {
  const isShown = useShowing(pane) !== 'hidden';
  const togglePane = useWorkbench((state) => state.togglePane);
  return (
    <IconButton
      icon={icon}
      label={withKeys(label, pane)}
      aria-pressed={isShown}
      onClick={() => togglePane(pane)}
    />
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
