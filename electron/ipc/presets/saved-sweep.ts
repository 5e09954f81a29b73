import { SWEEP_PRESETS, type SweepPreset } from './sweep-presets.ts';

/** A sweep that was saved under a name; what this version cannot read stays saved, with the reason. */
export type SavedSweep =
  | { readonly name: string; readonly preset: SweepPreset; readonly problem: null }
  | { readonly name: string; readonly preset: null; readonly problem: string };

export const MAX_PRESET_NAME = 64;
const NAME = /^[\w.-]+$/;

/** What a sweep could be saved as, instead of under such a name; null if the name is fine. */
export function expectedPresetName(name: string): string | null {
  if (Object.hasOwn(SWEEP_PRESETS, name)) return 'a name that no preset of Tilescope has';
  if (NAME.test(name) && name.length <= MAX_PRESET_NAME) return null;
  return `up to ${MAX_PRESET_NAME} letters, digits, ".", "_" and "-"`;
}
