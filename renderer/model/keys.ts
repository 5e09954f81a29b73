/** The parts of a keyboard event that name a key. */
export interface KeyPress {
  readonly key: string;
  readonly metaKey: boolean;
  readonly ctrlKey: boolean;
  readonly shiftKey: boolean;
  readonly altKey: boolean;
}

/**
 * Whether a press is a combination such as "mod+k", "shift+r", "?" or "arrowleft".
 * Shift is only asked about for letters and named keys: "?" needs it on some keyboards and not on others.
 */
export function matchesKeys(press: KeyPress, combo: string): boolean {
  const parts = combo.split('+');
  const wanted = parts.at(-1) ?? '';
  const key = press.key.toLowerCase();
  if (key !== wanted || press.altKey) return false;
  if ((press.metaKey || press.ctrlKey) !== parts.includes('mod')) return false;
  const shiftMatters = wanted.length > 1 || /[a-z]/.test(wanted);
  return !shiftMatters || press.shiftKey === parts.includes('shift');
}
