import { Menu, type MenuItemConstructorOptions } from 'electron';
import type { MenuCommand } from '../ipc/contract.ts';

type Send = (command: MenuCommand) => void;

const SEPARATOR: MenuItemConstructorOptions = { type: 'separator' };

/** The application menu. The window carries out the commands for sweeps and runs, which `send` passes to it. */
export function applicationMenu(send: Send, platform: NodeJS.Platform): Menu {
  const command = (label: string, id: MenuCommand, accelerator?: string): MenuItemConstructorOptions => ({
    id,
    label,
    accelerator,
    click: () => send(id),
  });
  const isMac = platform === 'darwin';
  const template: MenuItemConstructorOptions[] = [
    ...(isMac ? [{ role: 'appMenu' } as const] : []),
    {
      label: 'File',
      submenu: [
        command('Import Run…', 'import-run', 'CmdOrCtrl+O'),
        command('Export Run…', 'export-run', 'CmdOrCtrl+S'),
        command('Save Report…', 'report-run', 'CmdOrCtrl+Shift+S'),
        command('Save Report as PDF…', 'pdf-run'),
        command('Save Chart as SVG…', 'save-svg'),
        command('Save Chart as PNG…', 'save-png'),
        SEPARATOR,
        isMac ? { role: 'close' } : { role: 'quit' },
      ],
    },
    { role: 'editMenu' },
    {
      label: 'Sweep',
      submenu: [
        command('New Sweep', 'new-sweep', 'CmdOrCtrl+N'),
        command('Run Sweep', 'run-sweep', 'CmdOrCtrl+Enter'),
        command('Save Sweep…', 'save-sweep'),
        command('Cancel Sweep', 'cancel-sweep', 'CmdOrCtrl+.'),
        SEPARATOR,
        command('Tuner', 'tune', 'CmdOrCtrl+T'),
      ],
    },
    {
      label: 'View',
      submenu: [
        command('Switch Theme', 'toggle-theme', 'CmdOrCtrl+Shift+L'),
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
