import { BUDGET_MINUTES, isTunable, type TuneRequest } from '../../electron/ipc/tune/tune-request.ts';
import type { DeviceInfo } from '../../electron/ipc/types.ts';
import { defaultContendersOf, type Problem, sizeClasses } from '../../kernels/index.ts';
import { adoptDevices, adoptOperation, checkForm, type FormValues, INITIAL_FORM, runName } from './form.ts';

const MINUTE_MS = 60_000;
const SEEDS = { min: 0, max: 0xffff_ffff } as const;

/** What a new tuning is asked for, as typed. */
export interface TuneForm {
  /** Its problems, device and contenders. */
  readonly values: FormValues;
  readonly minutes: string;
  readonly seed: string;
}

export const INITIAL_TUNE_FORM: TuneForm = {
  values: withTunable(INITIAL_FORM),
  minutes: String(BUDGET_MINUTES.usual),
  seed: '1',
};

export interface TuneFormCheck {
  /** Messages by field. */
  readonly errors: Readonly<
    Partial<Record<'sizes' | 'device' | 'contenders' | 'options' | 'minutes' | 'seed', string>>
  >;
  readonly problems: readonly Problem[];
  /** What is tuned apart. */
  readonly classes: readonly { readonly name: string; readonly problems: readonly Problem[] }[];
  /** Null if there are any errors. */
  readonly request: TuneRequest | null;
}

/** The form of a tuning with the problems and the device of a sweep's. */
export function tuneFormFrom(form: FormValues, devices: readonly DeviceInfo[]): TuneForm {
  return { ...INITIAL_TUNE_FORM, values: withTunable(adoptDevices(form, devices)) };
}

/** Another operation, with its contenders. */
export function tuneOperation(values: FormValues, op: Problem['op']): FormValues {
  return withTunable(adoptOperation(values, op));
}

/** With the usual contenders of the operation, as far as they have parameters to tune. */
function withTunable(form: FormValues): FormValues {
  const contenders = defaultContendersOf(form.op).filter(isTunable);
  return { ...form, contenders, variation: {} };
}

/** Checks all of it, so that it shows every mistake and not only the first. */
export function checkTuneForm(
  { values, minutes, seed }: TuneForm,
  devices: readonly DeviceInfo[],
): TuneFormCheck {
  const { errors: found, optionErrors, problems, contenders, request } = checkForm(values, devices);
  const [option] = Object.entries(optionErrors);
  const errors: TuneFormCheck['errors'] = {
    ...(found.sizes && { sizes: found.sizes }),
    ...(found.where && { sizes: found.where }),
    ...(found.device && { device: found.device }),
    ...(found.contenders && { contenders: found.contenders }),
    ...(option && { options: `${option[0]}: ${option[1]}` }),
    ...numberError('minutes', minutes, BUDGET_MINUTES, false),
    ...numberError('seed', seed, SEEDS, true),
  };
  const asked = request && {
    name: `Tuning of ${runName(request)}`,
    device: values.device,
    problems: [...problems],
    contenders: [...contenders],
    seed: Number(seed),
    budgetMs: Number(minutes) * MINUTE_MS,
  };
  return {
    errors,
    problems,
    classes: sizeClasses(problems),
    request: Object.keys(errors).length === 0 ? asked : null,
  };
}

function numberError(
  name: 'minutes' | 'seed',
  text: string,
  { min, max }: { readonly min: number; readonly max: number },
  isWhole: boolean,
) {
  const value = text.trim() === '' ? Number.NaN : Number(text);
  const isValid = value >= min && value <= max && (!isWhole || Number.isInteger(value));
  if (isValid) return {};
  return { [name]: `Expected a ${isWhole ? 'whole ' : ''}number from ${min} to ${max}` };
}
