import { Menu, type MenuItemConstructorOptions } from 'electron';
import type { MenuCommand } from '../ipc/menu-command.ts';
import { recentLabels } from './recent-files.ts';

type Send = (command: MenuCommand) => void;
type Item = MenuItemConstructorOptions;

/** The files that were opened, and what can be done with them. */
export interface Recent {
  readonly paths: readonly string[];
  open(path: string): void;
  clear(): void;
}

const SEPARATOR: Item = { type: 'separator' };

/** The application menu. The window carries out the commands, which `send` passes to it. */
export function applicationMenu(send: Send, platform: NodeJS.Platform, recent: Recent): Menu {
  const command = (label: string, id: MenuCommand, accelerator?: string): Item => ({
    id,
    label,
    accelerator,
    click: () => send(id),
  });
  const isMac = platform === 'darwin';
  const template: Item[] = [
    ...(isMac ? [{ role: 'appMenu' } as const] : []),
    {
      label: 'File',
      submenu: [
        command('New Sweep…', 'new-sweep', 'CmdOrCtrl+N'),
        command('Open Run…', 'import-run', 'CmdOrCtrl+O'),
        { label: 'Open Recent', id: 'open-recent', submenu: recentItems(recent) },
        SEPARATOR,
        command('Export Run…', 'export-run', 'CmdOrCtrl+S'),
        command('Save Report…', 'report-run', 'CmdOrCtrl+Shift+S'),
        command('Save Report as PDF…', 'pdf-run'),
        command('Save View as SVG…', 'save-svg'),
        command('Save View as PNG…', 'save-png'),
        command('Save View as PDF…', 'save-pdf'),
        command('Save Slides as PDF…', 'save-slides'),
        command('Save Figures as CSV…', 'save-csv'),
        SEPARATOR,
        ...(isMac ? [{ role: 'close' } as const] : [{ role: 'quit' } as const]),
      ],
    },
    {
      label: 'Edit',
      submenu: [
        { role: 'undo' },
        { role: 'redo' },
        SEPARATOR,
        { role: 'cut' },
        { role: 'copy' },
        { role: 'paste' },
        { role: 'selectAll' },
        SEPARATOR,
        command('Rename Run', 'rename-run'),
        // No accelerator: ⌫ belongs to text where there is text.
        command('Delete Run', 'delete-run'),
        command('Copy Link', 'copy-link', 'CmdOrCtrl+Shift+C'),
        command('Copy Picture of View', 'copy-picture'),
        SEPARATOR,
        command('Find Run…', 'find-run', 'CmdOrCtrl+Shift+F'),
        command('Find in MSL…', 'find-msl', 'CmdOrCtrl+F'),
        command('Find a Command…', 'palette', 'CmdOrCtrl+K'),
      ],
    },
    {
      label: 'Sweep',
      submenu: [
        command('Run Sweep', 'run-sweep', 'CmdOrCtrl+Enter'),
        command('Run Quick Sweep', 'quick-sweep'),
        command('Save Sweep…', 'save-sweep'),
        SEPARATOR,
        command('Measure Noise Floor', 'measure-noise'),
        command('Tuner', 'tune', 'CmdOrCtrl+T'),
        SEPARATOR,
        command('Cancel', 'cancel-sweep', 'CmdOrCtrl+.'),
      ],
    },
    {
      label: 'View',
      submenu: [
        command('Sweep', 'view-sweep'),
        command('Heat Map', 'view-heat-map'),
        command('Roofline', 'view-roofline'),
        command('Review', 'review'),
        command('Samples', 'view-samples'),
        command('History', 'view-history'),
        SEPARATOR,
        command('Runs', 'navigator', 'CmdOrCtrl+B'),
        command('Chart', 'chart', 'CmdOrCtrl+Shift+G'),
        command('Table', 'table', 'CmdOrCtrl+Shift+Y'),
        command('MSL', 'msl', 'CmdOrCtrl+Shift+M'),
        command('Details', 'drawer', 'CmdOrCtrl+J'),
        SEPARATOR,
        command('Save View as Slide', 'save-view', 'CmdOrCtrl+D'),
        command('Present', 'present', 'CmdOrCtrl+Shift+P'),
        SEPARATOR,
        // Their keys are letters, which belong to text where there is text.
        command('Line Cost', 'line-cost'),
        command('Compare MSL', 'diff-msl'),
        SEPARATOR,
        command('Maximise Pane', 'maximise-pane', 'CmdOrCtrl+Shift+Enter'),
        command('Next Pane', 'next-pane', isMac ? 'Ctrl+F6' : 'F6'),
        SEPARATOR,
        command('Switch Theme', 'toggle-theme', 'CmdOrCtrl+Shift+L'),
        command('Single-Letter Keys', 'toggle-letter-keys'),
        command('Notifications', 'toggle-notifications'),
        SEPARATOR,
        { role: 'resetZoom' },
        { role: 'zoomIn' },
        { role: 'zoomOut' },
        SEPARATOR,
        { role: 'togglefullscreen' },
      ],
    },
    { role: 'windowMenu' },
    { role: 'help', submenu: [command('Keyboard Shortcuts', 'show-shortcuts', 'CmdOrCtrl+/')] },
  ];
  return Menu.buildFromTemplate(template);
}

function recentItems({ paths, open, clear }: Recent): Item[] {
  const labels = recentLabels(paths);
  return [
    ...paths.map((path, index): Item => ({ label: labels[index], click: () => open(path) })),
    ...(paths.length > 0 ? [SEPARATOR] : []),
    { label: 'Clear Menu', enabled: paths.length > 0, click: clear },
  ];
}
