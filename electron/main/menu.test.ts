import type { MenuItemConstructorOptions } from 'electron';
import { expect, it, vi } from 'vitest';
import type { MenuCommand } from '../ipc/menu-command.ts';
import { applicationMenu } from './menu.ts';

// Other files of tests may have loaded modules with an Electron of their own.
vi.hoisted(() => vi.resetModules());
vi.mock('electron', () => ({ Menu: { buildFromTemplate: (template: unknown) => template } }));

type Item = MenuItemConstructorOptions;
const RECENT = { paths: [], open: () => undefined, clear: () => undefined };

function menuOf(platform: NodeJS.Platform, send: (command: MenuCommand) => void = () => undefined) {
  return applicationMenu(send, platform, RECENT) as unknown as readonly Item[];
}

function itemsOf(items: readonly Item[]): readonly Item[] {
  return items.flatMap((item) => [item, ...itemsOf((item.submenu ?? []) as Item[])]);
}

const named = (platform: NodeJS.Platform) => itemsOf(menuOf(platform)).filter(({ id }) => id !== undefined);

it.each(['darwin', 'linux'] as const)('each command and each combination is there once on %s', (platform) => {
  const items = named(platform);
  const ids = items.map(({ id }) => id);
  expect(ids).toEqual([...new Set(ids)]);
  const keys = items.flatMap(({ accelerator }) => accelerator ?? []);
  expect(keys).toEqual([...new Set(keys)]);
});

it.each(['darwin', 'linux'] as const)('no letter is taken from a text on %s', (platform) => {
  for (const { accelerator } of named(platform))
    if (accelerator) expect(accelerator).toMatch(/^(CmdOrCtrl|Ctrl)\+|^F\d+$/);
});

it('the view’s menu has the cost of lines and the comparison of the MSL panel, and sends their commands', () => {
  const sent: MenuCommand[] = [];
  const view = menuOf('linux', (command) => sent.push(command)).find(({ label }) => label === 'View');
  for (const label of ['Line Cost', 'Compare MSL']) {
    const item = ((view?.submenu ?? []) as Item[]).find((one) => one.label === label);
    item?.click?.({} as never, undefined, {} as never);
  }
  expect(sent).toEqual(['line-cost', 'diff-msl']);
});
