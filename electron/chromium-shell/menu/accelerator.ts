import type { KeyCombination } from '../worlds/messages.ts';

/** Electron's names for keys → KeyboardEvent.key in lower case. */
const KEYS: Readonly<Record<string, string>> = {
  plus: '+',
  space: ' ',
  return: 'enter',
  esc: 'escape',
  up: 'arrowup',
  down: 'arrowdown',
  left: 'arrowleft',
  right: 'arrowright',
};

type Modifier = Exclude<keyof KeyCombination, 'key'>;

const MODIFIERS: Readonly<Record<string, Modifier>> = {
  control: 'ctrl',
  ctrl: 'ctrl',
  command: 'meta',
  cmd: 'meta',
  super: 'meta',
  meta: 'meta',
  alt: 'alt',
  option: 'alt',
  altgr: 'alt',
  shift: 'shift',
};

/** "CmdOrCtrl+Shift+S" as the key press that the page sees. Throws when it is not an accelerator. */
export function parseAccelerator(accelerator: string, platform: NodeJS.Platform): KeyCombination {
  const combination: KeyCombination = { key: '', ctrl: false, meta: false, shift: false, alt: false };
  for (const part of accelerator.split('+')) {
    const name = part.toLowerCase();
    const isCommand = name === 'cmdorctrl' || name === 'commandorcontrol';
    const modifier = isCommand ? (platform === 'darwin' ? 'meta' : 'ctrl') : MODIFIERS[name];
    if (modifier) combination[modifier] = true;
    else if (combination.key || !name)
      throw new Error(`chromium-shell: '${accelerator}' is not an accelerator`);
    else combination.key = KEYS[name] ?? name;
  }
  if (!combination.key) throw new Error(`chromium-shell: '${accelerator}' names no key`);
  return combination;
}
