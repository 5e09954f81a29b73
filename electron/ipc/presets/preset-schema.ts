import * as z from 'zod';
import { exactly } from '../exactly.ts';
import { expectDefinition } from '../own-kernels/check-definition.ts';
import { partialMethodSchema } from '../request-schemas.ts';
import { validate } from '../validate.ts';
import { expectedPresetName, type SavedSweep } from './saved-sweep.ts';
import type { SweepPreset } from './sweep-presets.ts';

const MAX_CHARACTERS = 100_000;
const MAX_ENTRIES = 1000;
const text = z.string().max(MAX_CHARACTERS);
const texts = z.array(text).max(MAX_ENTRIES).readonly();

export const sweepPresetSchema = exactly<SweepPreset>()(
  z
    .strictObject({
      hint: text,
      op: text.superRefine(expectDefinition),
      dtype: text.optional(),
      sizes: text,
      where: texts.optional(),
      set: z.record(text, text).readonly().optional(),
      contenders: texts.optional(),
      offered: texts.optional(),
      vary: texts.optional(),
      device: text.optional(),
      method: partialMethodSchema.optional(),
    })
    .readonly(),
);

export const presetNameSchema = z.string().superRefine((name, context) => {
  const message = expectedPresetName(name);
  if (message !== null) context.addIssue({ code: 'custom', message });
});

/** Reads one of the sweeps that a store remembers. */
export function readSavedSweep(name: string, value: unknown): SavedSweep {
  const subject = 'damaged, or saved by a newer version of Tilescope';
  const read = validate(sweepPresetSchema, value, 'BAD_PRESET', subject);
  if (read.ok) return { name, preset: read.value, problem: null };
  return { name, preset: null, problem: read.error.message };
}
