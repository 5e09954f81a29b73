import { SWEEP_PRESETS } from '../../electron/ipc/presets/sweep-presets.ts';
import { type DType, defaultContendersOf, type Preset } from '../../kernels/index.ts';
import type { FormValues } from './form.ts';
import { DEFAULT_METHOD_TEXTS, methodTexts } from './method-form.ts';
import { presetsOf } from './presets.ts';

/** A preset, and what it changes in the form. */
export interface PresetForm extends Preset {
  readonly change: Partial<FormValues>;
}

/** The sizes of one are the first preset of products already; even sizes are one edit away, and the form has little room. */
const LEFT_OUT = ['quick', 'mfa-float32-even', 'mfa-float16-even'];

/**
 * The presets of the form's operation: sizes, and whole sweeps of its data type, which also set other fields, contenders
 * and method. Sizes after a sweep bring back the method's defaults, if the sweep had a protocol of its own.
 */
export function presetFormsOf({ op, dtype, method }: FormValues): PresetForm[] {
  const isFixed = method.protocol !== DEFAULT_METHOD_TEXTS.protocol;
  const sizes = presetsOf(op).map((preset) => ({
    ...preset,
    change: { sizes: preset.sizes, ...(isFixed && { method: DEFAULT_METHOD_TEXTS }) },
  }));
  const sweeps = Object.entries(SWEEP_PRESETS).filter(
    ([name, preset]) => !LEFT_OUT.includes(name) && preset.op === op && preset.dtype === dtype,
  );
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
