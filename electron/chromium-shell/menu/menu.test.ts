import { beforeEach, expect, it, vi } from 'vitest';
import { Menu, menuKeys, pressMenuKeys, setRoleAction } from './menu.ts';

const click = vi.fn();
const quit = vi.fn();

beforeEach(() => {
  click.mockClear();
  quit.mockClear();
  setRoleAction('quit', quit);
  const template = [
    { label: 'File', submenu: [{ role: 'quit' as const }] },
    { role: 'editMenu' as const },
    {
      label: 'Test',
      submenu: [
        { label: 'Off', accelerator: 'CmdOrCtrl+1', enabled: false, click },
        { id: 'go', label: 'Go', accelerator: 'CmdOrCtrl+G', click },
      ],
    },
  ];
  Menu.setApplicationMenu(Menu.buildFromTemplate(template));
});

it('answers the keys of enabled items, in the order it names them', () => {
  expect(menuKeys().map(({ key }) => key)).toEqual(['q', 'g']);
  pressMenuKeys(1);
  expect(click).toHaveBeenCalledOnce();
  pressMenuKeys(0);
  expect(quit).toHaveBeenCalledOnce();
});

it('finds items by id, and says what Chromium does by itself', () => {
  const menu = Menu.getApplicationMenu();
  expect(menu?.getMenuItemById('go')?.label).toBe('Go');
  const copy = menu?.items[1]?.submenu?.items.find(({ label }) => label === 'Copy');
  expect(() => copy?.click()).toThrow('not modelled');
});

it('refuses a role that it does not know', () => {
  expect(() => Menu.buildFromTemplate([{ role: 'services' }])).toThrow("'services' is not modelled");
});
