import { SWEEP_PRESETS, type SweepPreset } from '../../ipc/presets/sweep-presets.ts';
import { columns } from '../terminal/layout.ts';
import type { Paint } from '../terminal/paint.ts';
import { UsageError } from '../usage-error.ts';

/** Presets by name. */
export type Presets = Readonly<Record<string, SweepPreset>>;

const NAME = /^[\w.-]{1,64}$/;

/** The preset of a name: one that comes with Tilescope, or one that was saved. Throws UsageError. */
export function presetOf(name: string, saved: () => Presets): SweepPreset {
  const known = { ...saved(), ...SWEEP_PRESETS };
  const preset = Object.hasOwn(known, name) ? known[name] : undefined;
  if (preset) return preset;
  throw new UsageError(`--preset ${name}: expected ${Object.keys(known).join(', ')}`);
}

/** The name to save a sweep by; null to save none. Throws UsageError. */
export function readPresetName(text: string | undefined): string | null {
  if (text === undefined) return null;
  if (Object.hasOwn(SWEEP_PRESETS, text))
    throw new UsageError(`--save-preset ${text}: expected a name that no preset of Tilescope has`);
  if (!NAME.test(text))
    throw new UsageError(`--save-preset ${text}: expected up to 64 letters, digits, ".", "_" and "-"`);
  return text;
}

/** Whether `--preset` stands without a name, which asks for the list. */
export function asksForPresets(parameters: readonly string[]): boolean {
  const at = parameters.indexOf('--preset');
  const next = parameters[at + 1];
  return at >= 0 && (next === undefined || next.startsWith('--'));
}

/** All presets with what they are, those that were saved last. */
export function presetsText(saved: Presets, paint: Paint): string {
  const rows = Object.entries({ ...SWEEP_PRESETS, ...saved }).map(([name, { hint }]) => [name, hint]);
  return columns(rows, ['strong', 'plain'], paint).join('\n');
}
