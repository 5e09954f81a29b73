/** The parts of a keyboard event that identify a key. */
export interface KeyPress {
  readonly key: string;
  readonly metaKey: boolean;
  readonly ctrlKey: boolean;
  readonly shiftKey: boolean;
  readonly altKey: boolean;
}

export type KeyPlatform = 'mac' | 'other';

/** How keys are written on each platform; all others are written in upper case. */
const KEY_NAMES: Readonly<Record<string, Readonly<Record<KeyPlatform, string>>>> = {
  mod: { mac: '⌘', other: 'Ctrl' },
  shift: { mac: '⇧', other: 'Shift' },
  enter: { mac: '↩', other: 'Enter' },
  escape: { mac: 'esc', other: 'Esc' },
  arrowleft: { mac: '←', other: '←' },
  arrowright: { mac: '→', other: '→' },
  arrowup: { mac: '↑', other: '↑' },
  arrowdown: { mac: '↓', other: '↓' },
  delete: { mac: '⌫', other: 'Del' },
  plus: { mac: '+', other: '+' },
  ctrl: { mac: '⌃', other: 'Ctrl' },
};

/**
 * The caps that keys such as "mod+k" are drawn as: one, "⌘K", on a Mac; "Ctrl" and "K" elsewhere. Of alternatives, which
 * spaces part, the first is drawn.
 */
export function keyCaps(keys: string, platform: KeyPlatform): string[] {
  const [combo = ''] = keys.split(' ');
  const names = combo.split('+').map((key) => KEY_NAMES[key]?.[platform] ?? key.toUpperCase());
  return platform === 'mac' ? [names.join('')] : names;
}

/** A combination within text: "⌘K", "Ctrl K". */
export function keyText(combo: string, platform: KeyPlatform): string {
  return keyCaps(combo, platform).join(' ');
}

/** Whether a press is one of the alternatives of keys, which spaces part. */
export function matchesKeys(press: KeyPress, keys: string, platform: KeyPlatform): boolean {
  return keys.split(' ').some((combo) => matchesCombo(press, combo, platform));
}

/** Whether keys act without a modifier, such as a letter. Arrows, Escape and ⌫ are no letters. */
export function isLetterKey(press: KeyPress): boolean {
  return press.key.length === 1 && !press.metaKey && !press.ctrlKey;
}

/**
 * Whether a press is a combination such as "mod+k", "shift+r", "?" or "arrowleft"; mod is either ⌘ or Ctrl.
 * Shift counts only for letters and named keys: some keyboards need it for "?" and others do not.
 */
function matchesCombo(press: KeyPress, combo: string, platform: KeyPlatform): boolean {
  const parts = combo.split('+');
  const wanted = parts.at(-1) ?? '';
  if (keyName(press, platform) !== wanted || press.altKey) return false;
  if ((press.metaKey || press.ctrlKey) !== parts.includes('mod')) return false;
  const shiftMatters = wanted !== 'plus' && (wanted.length > 1 || /[a-z]/.test(wanted));
  return !shiftMatters || press.shiftKey === parts.includes('shift');
}

/** The ⌫ of a Mac's keyboard deletes, and browsers call it Backspace. */
function keyName({ key }: KeyPress, platform: KeyPlatform): string {
  const name = key.toLowerCase();
  // It joins the keys of a combination.
  if (name === '+') return 'plus';
  return platform === 'mac' && name === 'backspace' ? 'delete' : name;
}
