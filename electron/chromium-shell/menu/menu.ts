import type { MenuItem, MenuItemConstructorOptions, Menu as RealMenu } from 'electron';
import { strict } from '../not-modelled.ts';
import type { KeyCombination } from '../worlds/messages.ts';
import { parseAccelerator } from './accelerator.ts';
import { ROLES } from './menu-roles.ts';

type Does = 'quit' | 'close' | 'minimize' | 'reload';

/** The part of a menu item that the shell models. */
interface ShellMenuItem {
  id: string;
  label: string;
  type: NonNullable<MenuItemConstructorOptions['type']>;
  role?: MenuItemConstructorOptions['role'];
  accelerator?: string;
  enabled: boolean;
  visible: boolean;
  checked: boolean;
  submenu?: ShellMenu;
  click(): void;
}

const actions = new Map<Does, () => void>();
const watchers = new Set<() => void>();
let applicationMenu: ShellMenu | null = null;

/** There is no menu bar, but the application menu's keys work in every window, and tests read its items. */
class ShellMenu implements Pick<RealMenu, 'getMenuItemById'> {
  readonly items: ShellMenuItem[];

  constructor(items: ShellMenuItem[]) {
    this.items = items;
  }

  static buildFromTemplate(template: (MenuItemConstructorOptions | MenuItem)[]): RealMenu {
    return strict('Menu', new ShellMenu(template.map((item) => buildItem(item)))) as unknown as RealMenu;
  }

  static setApplicationMenu(menu: RealMenu | null): void {
    applicationMenu = menu as unknown as ShellMenu | null;
    for (const changed of watchers) changed();
  }

  static getApplicationMenu(): RealMenu | null {
    return applicationMenu as unknown as RealMenu | null;
  }

  getMenuItemById(id: string): MenuItem | null {
    return (flatten(this).find((item) => item.id === id) ?? null) as unknown as MenuItem | null;
  }
}

function buildItem(options: MenuItemConstructorOptions | MenuItem): ShellMenuItem {
  const { role, click } = options;
  const meaning = role ? ROLES[role] : undefined;
  if (role && !meaning) throw new Error(`chromium-shell: the menu role '${role}' is not modelled`);
  const inner = options.submenu ?? meaning?.submenu?.map((name) => ({ role: name }));
  const submenu = Array.isArray(inner) ? ShellMenu.buildFromTemplate(inner) : inner;
  const does = meaning?.does;
  const item: ShellMenuItem = {
    id: options.id ?? '',
    label: options.label ?? meaning?.label ?? '',
    type: options.type ?? (submenu ? 'submenu' : 'normal'),
    role,
    accelerator: (options.accelerator ?? meaning?.accelerator) as string | undefined,
    enabled: options.enabled ?? true,
    visible: options.visible ?? true,
    checked: options.checked ?? false,
    submenu: submenu as unknown as ShellMenu | undefined,
    click: () => {
      // Electron passes the item, the window and the event; without a menu bar there is only the item.
      if (click) (click as (...args: unknown[]) => void)(item, undefined, {});
      else if (does) actions.get(does)?.();
      else
        throw new Error(
          `chromium-shell: clicking '${item.label}' is not modelled: Chromium handles its keys`,
        );
    },
  };
  return item;
}

function flatten(menu: ShellMenu): ShellMenuItem[] {
  return menu.items.flatMap((item) => [item, ...(item.submenu ? flatten(item.submenu) : [])]);
}

export const Menu = strict('Menu', ShellMenu) satisfies Pick<
  typeof RealMenu,
  'buildFromTemplate' | 'setApplicationMenu' | 'getApplicationMenu'
>;

/** Items whose keys the shell handles. */
function itemsWithKeys(): ShellMenuItem[] {
  const items = applicationMenu ? flatten(applicationMenu) : [];
  return items.filter((item) => item.accelerator && item.enabled);
}

/** The application menu's keys, for a page to watch. */
export function menuKeys(): KeyCombination[] {
  return itemsWithKeys().map((item) => parseAccelerator(item.accelerator ?? '', process.platform));
}

/** Handles the keys at an index of `menuKeys`, pressed in a page. */
export function pressMenuKeys(index: number): void {
  itemsWithKeys()[index]?.click();
}

/** Calls back whenever the keys may have changed. */
export function onMenuChange(changed: () => void): void {
  watchers.add(changed);
}

/** Sets what a role does; called by the part of the shell that does it. */
export function setRoleAction(does: Does, action: () => void): void {
  actions.set(does, action);
}
