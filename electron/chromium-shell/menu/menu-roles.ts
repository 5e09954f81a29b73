import type { MenuItemConstructorOptions } from 'electron';

type Role = NonNullable<MenuItemConstructorOptions['role']>;

/** What a role's item does: an action of the shell, or nothing where Chromium handles the keys itself. */
export interface RoleMeaning {
  label: string;
  accelerator?: string;
  does?: 'quit' | 'close' | 'minimize' | 'reload';
  submenu?: readonly Role[];
}

export const ROLES: Readonly<Partial<Record<Role, RoleMeaning>>> = {
  quit: { label: 'Quit', accelerator: 'CmdOrCtrl+Q', does: 'quit' },
  close: { label: 'Close Window', accelerator: 'CmdOrCtrl+W', does: 'close' },
  minimize: { label: 'Minimize', accelerator: 'CmdOrCtrl+M', does: 'minimize' },
  reload: { label: 'Reload', accelerator: 'CmdOrCtrl+R', does: 'reload' },
  undo: { label: 'Undo' },
  redo: { label: 'Redo' },
  cut: { label: 'Cut' },
  copy: { label: 'Copy' },
  paste: { label: 'Paste' },
  delete: { label: 'Delete' },
  selectAll: { label: 'Select All' },
  resetZoom: { label: 'Actual Size' },
  zoomIn: { label: 'Zoom In' },
  zoomOut: { label: 'Zoom Out' },
  togglefullscreen: { label: 'Toggle Full Screen' },
  about: { label: 'About' },
  help: { label: 'Help' },
  appMenu: { label: 'Application', submenu: ['about', 'quit'] },
  fileMenu: { label: 'File', submenu: ['close'] },
  editMenu: { label: 'Edit', submenu: ['undo', 'redo', 'cut', 'copy', 'paste', 'delete', 'selectAll'] },
  viewMenu: { label: 'View', submenu: ['reload', 'resetZoom', 'zoomIn', 'zoomOut', 'togglefullscreen'] },
  windowMenu: { label: 'Window', submenu: ['minimize', 'close'] },
};
