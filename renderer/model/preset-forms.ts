import { SWEEP_PRESETS } from '../../electron/ipc/presets/sweep-presets.ts';
import { type DType, defaultContendersOf, type Preset } from '../../kernels/index.ts';
import type { FormValues } from './form.ts';
import { DEFAULT_METHOD_TEXTS, methodTexts } from './method-form.ts';
import { presetsOf } from './presets.ts';

/** A preset, and what it changes in the form. */
export interface PresetForm extends Preset {
  readonly change: Partial<FormValues>;
}

/** Its sizes are the first preset of products already. */
const QUICK = 'quick';

/**
 * The presets of the form's operation: sizes, and whole sweeps, which also set the data type, other fields, contenders
 * and method. Sizes after a sweep bring back the method's defaults, if the sweep had a protocol of its own.
 */
export function presetFormsOf({ op, method }: FormValues): PresetForm[] {
  const isFixed = method.protocol !== DEFAULT_METHOD_TEXTS.protocol;
  const sizes = presetsOf(op).map((preset) => ({
    ...preset,
    change: { sizes: preset.sizes, ...(isFixed && { method: DEFAULT_METHOD_TEXTS }) },
  }));
  const sweeps = Object.entries(SWEEP_PRESETS).filter(([name, preset]) => name !== QUICK && preset.op === op);
  return [
    ...sizes,
    ...sweeps.map(([name, preset]) => ({
      name,
      sizes: preset.sizes,
      hint: preset.hint,
      change: {
        sizes: preset.sizes,
        dtype: preset.dtype as DType,
        options: preset.set ?? {},
        contenders: preset.offered ?? defaultContendersOf(op),
        method: { ...DEFAULT_METHOD_TEXTS, ...methodTexts(preset.method ?? {}) },
      },
    })),
  ];
}

/** Whether the form is as a preset makes it. */
export function isChosen(form: FormValues, { change }: PresetForm): boolean {
  const { contenders: _, ...rest } = change;
  return Object.entries(rest).every(
    ([name, value]) => JSON.stringify(form[name as keyof FormValues]) === JSON.stringify(value),
  );
}
