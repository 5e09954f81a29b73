import { expectedPresetName, type SavedSweep } from '../../ipc/presets/saved-sweep.ts';
import { SWEEP_PRESETS, type SweepPreset } from '../../ipc/presets/sweep-presets.ts';
import { columns } from '../terminal/layout.ts';
import type { Paint } from '../terminal/paint.ts';
import { UsageError } from '../usage-error.ts';

/** The presets that come with Tilescope, and those that were saved. */
const allWith = (saved: readonly SavedSweep[]): SavedSweep[] => [
  ...Object.entries(SWEEP_PRESETS).map(([name, preset]) => ({ name, preset, problem: null })),
  ...saved,
];

/** The preset of a name: one that comes with Tilescope, or one that was saved. Throws UsageError. */
export function presetOf(name: string, saved: () => readonly SavedSweep[]): SweepPreset {
  // These need no store.
  const own = Object.hasOwn(SWEEP_PRESETS, name) ? SWEEP_PRESETS[name] : undefined;
  if (own) return own;
  const known = allWith(saved());
  const found = known.find((one) => one.name === name);
  if (found?.preset) return found.preset;
  const expected = `expected ${known.map((one) => one.name).join(', ')}`;
  throw new UsageError(`--preset ${name}: ${found?.problem ?? expected}`);
}

/** The name to save a sweep by; null to save none. Throws UsageError. */
export function readPresetName(text: string | undefined): string | null {
  if (text === undefined) return null;
  const expected = expectedPresetName(text);
  if (expected === null) return text;
  throw new UsageError(`--save-preset ${text}: expected ${expected}`);
}

/** Whether `--preset` stands without a name, which asks for the list. */
export function asksForPresets(parameters: readonly string[]): boolean {
  const at = parameters.indexOf('--preset');
  const next = parameters[at + 1];
  return at >= 0 && (next === undefined || next.startsWith('--'));
}

/** All presets with what they are, those that were saved last. */
export function presetsText(saved: readonly SavedSweep[], paint: Paint): string {
  const rows = allWith(saved).map(({ name, preset, problem }) => [name, preset?.hint ?? problem ?? '']);
  return columns(rows, ['strong', 'plain'], paint).join('\n');
}
