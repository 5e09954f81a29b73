import { MAX_CONTENDERS } from '../../electron/ipc/limits.ts';
import type { DeviceInfo, Method, SweepRequest } from '../../electron/ipc/types.ts';
import {
  apartExtents,
  type DType,
  defaultContendersOf,
  describeIssue,
  FAMILIES,
  type Family,
  type Field,
  type FieldValues,
  familyOf,
  type Issue,
  makeProblems,
  optionsLabel,
  type Problem,
  parseSizes,
  QUICK_SWEEP,
  readFields,
  readVariation,
  refusalOfAll,
  sharedParameters,
  targetOf,
  titleOf,
  varyContenders,
} from '../../kernels/index.ts';
import { DEFAULT_METHOD_TEXTS, type MethodTexts, readMethod } from './method-form.ts';
import { presetsOf, QUICK_SIZES } from './presets.ts';
import { isSquare, sizeOf } from './problem-size.ts';

/** What the form holds, as typed: a text that is wrong stays as it is until it is put right. */
export interface FormValues {
  readonly op: Problem['op'];
  readonly dtype: DType;
  readonly sizes: string;
  /** The family's other fields by name; what is empty or left out is at its default. */
  readonly options: Readonly<Record<string, string>>;
  readonly device: string;
  /** Those that are wanted; a device may lack some of them. */
  readonly contenders: readonly string[];
  /** Values of the contenders' parameters with commas between, by the parameter's name; empty for none. */
  readonly variation: Readonly<Record<string, string>>;
  readonly method: MethodTexts;
}

export const INITIAL_FORM: FormValues = {
  op: QUICK_SWEEP.op,
  dtype: QUICK_SWEEP.dtype,
  sizes: QUICK_SIZES,
  options: {},
  device: '',
  contenders: defaultContendersOf(QUICK_SWEEP.op),
  variation: {},
  method: DEFAULT_METHOD_TEXTS,
};

export type FormField = 'sizes' | 'device' | 'contenders' | keyof Method;

export interface FormCheck {
  /** What is wrong, in words, by field. */
  readonly errors: Readonly<Partial<Record<FormField, string>>>;
  /** What is wrong with a field of the family, by its name. */
  readonly optionErrors: Readonly<Record<string, string>>;
  /** What is wrong with a parameter's values, by its name. */
  readonly parameterErrors: Readonly<Record<string, string>>;
  readonly problems: readonly Problem[];
  /** Those chosen that solve the problems, before their parameters are varied. */
  readonly contenders: readonly string[];
  /** Null while anything is wrong. */
  readonly request: SweepRequest | null;
}

/** Why a contender cannot run on a device; null when it can. */
export function unavailability(device: DeviceInfo | undefined, contender: string): string | null {
  const entry = device?.contenders.find(({ id }) => id === contender);
  if (entry?.available) return null;
  return entry?.reason ?? 'Not known to this device';
}

/** Why a contender is not to be had for what the form asks; null when it is. */
export function refusal(
  device: DeviceInfo | undefined,
  contender: string,
  problems: readonly Problem[],
): string | null {
  const target = device ? targetOf(device) : 'cpu';
  return unavailability(device, contender) ?? refusalOfAll(contender, problems, target);
}

/** Takes the first device, a GPU where there is one, unless the one that was chosen is still there. */
export function adoptDevices(form: FormValues, devices: readonly DeviceInfo[]): FormValues {
  const [first] = devices;
  return !first || devices.some(({ id }) => id === form.device) ? form : { ...form, device: first.id };
}

/** Takes another operation: its contenders, no options, and its sizes unless they were typed by hand. */
export function adoptOperation(form: FormValues, op: Problem['op']): FormValues {
  const family = FAMILIES.find((known) => known.op === op);
  if (!family || op === form.op) return form;
  const isPreset = presetsOf(form.op).some(({ sizes }) => sizes === form.sizes);
  const sizes = isPreset ? (presetsOf(op)[0]?.sizes ?? form.sizes) : form.sizes;
  const dtype = dtypesOf(family).includes(form.dtype) ? form.dtype : (dtypesOf(family)[0] ?? form.dtype);
  return { ...form, op, dtype, sizes, options: {}, variation: {}, contenders: defaultContendersOf(op) };
}

/** The data types of a family's problems. */
export function dtypesOf({ fields }: Pick<Family, 'fields'>): DType[] {
  return fields.dtype?.kind === 'choice' ? ([...fields.dtype.choices] as DType[]) : [];
}

/** The fields that the form shows as options: extents that sizes may leave out, then all that are no extents. */
export function optionFields(family: Family<Problem>): [name: string, field: Field][] {
  const apart = apartExtents(family);
  const fields = Object.entries(family.fields);
  return [
    ...fields.filter(([name]) => apart.includes(name)),
    ...fields.filter(([name, { isExtent }]) => name !== 'dtype' && !isExtent),
  ];
}

/** Checks everything at once, so that the form shows every mistake and not only the first. */
export function checkForm(form: FormValues, devices: readonly DeviceInfo[]): FormCheck {
  const errors: Partial<Record<FormField, string>> = {};
  const optionErrors: Record<string, string> = {};
  const device = devices.find(({ id }) => id === form.device);
  if (!device) errors.device = 'No device: the compute process has not answered';

  const problems = readProblems(form, errors, optionErrors);
  const chosen = form.contenders.filter((id) => refusal(device, id, problems) === null);
  if (device && chosen.length === 0) errors.contenders = 'Choose at least one contender';
  const parameterErrors: Record<string, string> = {};
  const contenders = vary(chosen, form.variation, parameterErrors);
  if (contenders.length > MAX_CONTENDERS) {
    errors.contenders = `${contenders.length} with their parameters: expected at most ${MAX_CONTENDERS}`;
  }

  const method = readMethod(form.method, device, errors);
  const isRight = [errors, optionErrors, parameterErrors].every((found) => Object.keys(found).length === 0);
  const request = isRight ? { device: form.device, problems, contenders, method } : null;
  return { errors, optionErrors, parameterErrors, problems, contenders: chosen, request };
}

/** The problems of the form; none, and what is wrong, where they cannot be. */
function readProblems(
  form: FormValues,
  errors: Partial<Record<FormField, string>>,
  optionErrors: Record<string, string>,
): Problem[] {
  const family = familyOf({ op: form.op } as Problem);
  const said = Object.entries(form.options).filter(([, text]) => text.trim() !== '');
  const read = readFields(family, { dtype: form.dtype, ...Object.fromEntries(said) });
  const values: FieldValues = 'values' in read ? read.values : {};
  if ('issues' in read) for (const issue of read.issues) optionErrors[issue.parameter] = sentence(issue);

  const parsed = parseSizes(form.sizes, form.op, values as Readonly<Record<string, number>>);
  if ('issues' in parsed) {
    errors.sizes = parsed.issues.map(describeIssue).join('; ');
    return [];
  }
  if ('issues' in read) return [];
  const made = makeProblems(family, values, parsed.sizes);
  if ('problems' in made) return made.problems;
  const names = optionFields(family).map(([name]) => name);
  for (const issue of made.issues) {
    if (names.includes(issue.parameter)) optionErrors[issue.parameter] = sentence(issue);
    else errors.sizes ??= describeIssue(issue);
  }
  return [];
}

/** The contenders with every combination of their parameters' values. */
function vary(
  contenders: readonly string[],
  texts: FormValues['variation'],
  parameterErrors: Record<string, string>,
): string[] {
  const shared = sharedParameters(contenders);
  // Values of a parameter that only an unchosen contender has wait until that is chosen again.
  const said = Object.entries(texts).filter(([name, text]) => text.trim() !== '' && name in shared);
  const read = readVariation(Object.fromEntries(said), contenders);
  if ('variation' in read) return varyContenders(contenders, read.variation);
  for (const issue of read.issues) parameterErrors[issue.parameter] = sentence(issue);
  return [...contenders];
}

function sentence({ expected }: Issue): string {
  return `Expected ${expected}`;
}

/** A name that tells runs apart in a list: "SGEMM · 64 – 512". */
export function runName({ problems }: Pick<SweepRequest, 'problems'>): string {
  const [first] = problems;
  if (!first) return 'Empty sweep';
  const sizes = problems.map((problem) => Math.round(sizeOf(problem)));
  const smallest = sizes.reduce((a, b) => Math.min(a, b));
  const largest = sizes.reduce((a, b) => Math.max(a, b));
  const span = smallest === largest ? String(smallest) : `${smallest} – ${largest}`;
  return [titleOf(problems), span, optionsLabel(first)].filter(Boolean).join(' · ');
}

/** The sweep that needs no choices: the quick sizes and contenders, as far as the device has them, and the default method. */
export function quickRequest(devices: readonly DeviceInfo[], device: string): SweepRequest | null {
  const chosen = devices.find(({ id }) => id === device) ?? devices[0];
  if (!chosen) return null;
  const form = { ...INITIAL_FORM, device: chosen.id, contenders: QUICK_SWEEP.contenders };
  return checkForm(form, devices).request;
}

/** "SGEMM, 13 squares from 64 to 512". */
export function problemsBySizeLabel(problems: readonly Problem[]): string {
  const sizes = problems.map(sizeOf);
  const shape = problems.every(isSquare) ? 'squares' : 'sizes';
  const span = `${Math.round(Math.min(...sizes))} to ${Math.round(Math.max(...sizes))}`;
  return `${titleOf(problems)}, ${problems.length} ${shape} from ${span}`;
}
