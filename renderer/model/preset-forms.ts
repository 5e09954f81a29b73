import type { SavedSweep } from '../../electron/ipc/presets/saved-sweep.ts';
import { SWEEP_PRESETS, type SweepPreset } from '../../electron/ipc/presets/sweep-presets.ts';
import {
  type DType,
  defaultContendersOf,
  FORMS,
  familyOf,
  findFamily,
  type Preset,
  type Problem,
  sharedParameters,
} from '../../kernels/index.ts';
import { type FormValues, firstChoices } from './form.ts';
import { DEFAULT_METHOD_TEXTS, methodTexts, methodValues } from './method-form.ts';
import { tidySizes } from './pasted-sizes.ts';
import { presetsOf } from './presets.ts';

/** A preset, and what it changes in the form. */
export interface PresetForm extends Preset {
  readonly change: Partial<FormValues>;
}

/** The sizes of one are the first preset of products already; even sizes are one edit away, and the form has little room. */
const LEFT_OUT = ['quick', 'mfa-float32-even', 'mfa-float16-even'];

/**
 * The presets of the form's operation: sizes, and whole sweeps of its data type, which also set everything else; then
 * the saved sweeps of all operations. Sizes after a sweep bring back the method's defaults, if the sweep had a protocol
 * of its own.
 */
export function presetFormsOf({ op, dtype, method }: FormValues, saved: readonly SavedSweep[]): PresetForm[] {
  const isFixed = method.protocol !== DEFAULT_METHOD_TEXTS.protocol;
  const sizes = presetsOf(op).map((preset) => ({
    ...preset,
    change: { sizes: preset.sizes, ...(isFixed && { method: DEFAULT_METHOD_TEXTS }) },
  }));
  const sweeps = Object.entries(SWEEP_PRESETS).flatMap(([name, preset]) =>
    !LEFT_OUT.includes(name) && preset.op === op && preset.dtype === dtype ? [presetForm(name, preset)] : [],
  );
  return [
    ...sizes,
    ...sweeps,
    ...saved.flatMap(({ name, preset }) => (preset && isKnown(preset) ? [presetForm(name, preset)] : [])),
  ];
}

function presetForm(name: string, preset: SweepPreset): PresetForm {
  return { name, sizes: preset.sizes, hint: preset.hint, change: changeOf(preset) };
}

/** Whether this version has the operation of a sweep. */
function isKnown({ op }: SweepPreset): boolean {
  return findFamily(formOf(op).op) !== undefined;
}

/** The family of an operation with the fields that it fixes, such as hgemm, which is gemm with f16. */
function formOf(op: string): { op: Problem['op'] } & Readonly<Record<string, string>> {
  return (Object.hasOwn(FORMS, op) ? FORMS[op] : undefined) ?? { op: op as Problem['op'] };
}

/** What a sweep changes in the form: everything, but for the device where it has none. */
function changeOf({ op: name, device, ...preset }: SweepPreset): Partial<FormValues> {
  const { op, ...fixed } = formOf(name);
  const { dtype = 'f32', ...options } = {
    ...(preset.dtype && { dtype: preset.dtype }),
    ...preset.set,
    ...fixed,
  };
  const where = preset.where ?? [];
  return {
    op,
    dtype: dtype as DType,
    sizes: preset.sizes,
    where: where.length > 1 ? where.map((one) => `(${one})`).join(' && ') : (where[0] ?? ''),
    options,
    contenders: preset.contenders ?? preset.offered ?? defaultContendersOf(op),
    variation: Object.fromEntries((preset.vary ?? []).map((one) => one.split(/=(.*)/s) as [string, string])),
    method: { ...DEFAULT_METHOD_TEXTS, ...methodTexts(preset.method ?? {}) },
    ...(device !== undefined && { device }),
  };
}

/**
 * The sweep of a form, for --preset too: what is as usual is left out, so that it follows what later versions do.
 * @param usualDevice the one that is chosen where none is named
 */
export function presetOfForm(form: FormValues, usualDevice: string | undefined, hint = ''): SweepPreset {
  const { op, dtype, where, device, contenders } = form;
  // The command line reads what people typed elsewhere no other way.
  const sizes = tidySizes(form.sizes, op);
  const isFilled = ([, text]: [string, string]) => text.trim() !== '';
  const { dtype: _, ...needed } = firstChoices(familyOf({ op } as Problem));
  const set = Object.fromEntries(Object.entries({ ...needed, ...form.options }).filter(isFilled));
  const shared = sharedParameters(contenders);
  // Values of parameters that none of the contenders has are of no use to this sweep.
  const varied = Object.entries(form.variation).filter((entry) => isFilled(entry) && entry[0] in shared);
  const isUsual = JSON.stringify(contenders) === JSON.stringify(defaultContendersOf(op));
  const method = methodValues(form.method);
  return {
    hint,
    op,
    dtype,
    sizes,
    ...(where.trim() !== '' && { where: [where] }),
    ...(Object.keys(set).length > 0 && { set: sorted(set) }),
    ...(!isUsual && { offered: contenders }),
    ...(varied.length > 0 && { vary: varied.map(([name, texts]) => `${name}=${texts}`).toSorted() }),
    ...(device !== usualDevice && { device }),
    ...(Object.keys(method).length > 0 && { method }),
  };
}

/** With names in one order, so that equal sweeps are equal as JSON. */
function sorted(set: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(set).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

/** Whether the form is as a preset makes it. */
export function isChosen(form: FormValues, { change }: PresetForm): boolean {
  const textOf = (values: FormValues) => JSON.stringify(presetOfForm(values, undefined));
  return textOf(form) === textOf({ ...form, ...change });
}
