import { MAX_CONTENDERS } from '../../electron/ipc/limits.ts';
import { quickSweepOn } from '../../electron/ipc/presets/quick-sweep.ts';
import type { DeviceInfo, Method, SweepRequest } from '../../electron/ipc/types.ts';
import {
  apartExtents,
  contenderLabel,
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
  parseVariant,
  problemsWhere,
  QUICK_SWEEP,
  readFields,
  readVariation,
  refusalOfAll,
  sharedParameters,
  titleOf,
  usualValue,
  varyContenders,
} from '../../kernels/index.ts';
import { DEFAULT_METHOD_TEXTS, type MethodTexts, readMethod } from './method-form.ts';
import { tidySizes } from './pasted-sizes.ts';
import { presetsOf, QUICK_SIZES } from './presets.ts';
import { isSquare, sizeOf } from './problem-size.ts';

/** The contents of the form as typed: invalid text stays until it is corrected. */
export interface FormValues {
  readonly op: Problem['op'];
  readonly dtype: DType;
  readonly sizes: string;
  /** A condition over the extents, which the sizes have to fulfil, or nothing. */
  readonly where: string;
  /** The family's other fields by name; those empty or left out have their default. */
  readonly options: Readonly<Record<string, string>>;
  readonly device: string;
  /** The chosen contenders, perhaps with parameters of their own; a device may lack some of them. */
  readonly contenders: readonly string[];
  /** Comma-separated values of the contenders' parameters, by the parameter's name. */
  readonly variation: Readonly<Record<string, string>>;
  readonly method: MethodTexts;
}

export const INITIAL_FORM: FormValues = {
  op: QUICK_SWEEP.op,
  dtype: QUICK_SWEEP.dtype,
  sizes: QUICK_SIZES,
  where: '',
  options: {},
  device: '',
  contenders: defaultContendersOf(QUICK_SWEEP.op),
  variation: {},
  method: DEFAULT_METHOD_TEXTS,
};

type FormField = 'sizes' | 'where' | 'device' | 'contenders' | keyof Method;

export interface FormCheck {
  /** Messages by field. */
  readonly errors: Readonly<Partial<Record<FormField, string>>>;
  /** Messages by field of the family. */
  readonly optionErrors: Readonly<Record<string, string>>;
  /** Messages by parameter. */
  readonly parameterErrors: Readonly<Record<string, string>>;
  readonly problems: readonly Problem[];
  /** The chosen contenders that solve the problems, before their parameters are varied. */
  readonly contenders: readonly string[];
  /** Null if there are any errors. */
  readonly request: SweepRequest | null;
}

const NO_DEVICE = 'No device found: the compute process did not respond';

/** Why a contender cannot run on a device; null if it can. */
function unavailability(device: DeviceInfo | undefined, contender: string): string | null {
  const entry = device?.contenders.find(({ id }) => id === parseVariant(contender).id);
  if (entry?.available) return null;
  return entry?.reason ?? 'Not supported by this device';
}

/** Why a contender cannot solve the problems of the form on a device; null if it can. */
export function refusal(
  device: DeviceInfo | undefined,
  contender: string,
  problems: readonly Problem[],
): string | null {
  return unavailability(device, contender) ?? refusalOfAll(contender, problems, device);
}

/** Selects the first device, a GPU if there is one, unless the chosen device still exists. */
export function adoptDevices(form: FormValues, devices: readonly DeviceInfo[]): FormValues {
  const [first] = devices;
  return !first || devices.some(({ id }) => id === form.device) ? form : { ...form, device: first.id };
}

/** Changes the operation: resets contenders and options, and sizes too unless they were typed by hand. */
export function adoptOperation(form: FormValues, op: Problem['op']): FormValues {
  const family = FAMILIES.find((known) => known.op === op);
  if (!family || op === form.op) return form;
  const isPreset = presetsOf(form.op).some(({ sizes }) => sizes === form.sizes);
  const sizes = isPreset ? (presetsOf(op)[0]?.sizes ?? form.sizes) : form.sizes;
  const dtype = dtypesOf(family).includes(form.dtype) ? form.dtype : (dtypesOf(family)[0] ?? form.dtype);
  return {
    ...form,
    op,
    dtype,
    sizes,
    where: '',
    options: {},
    variation: {},
    contenders: defaultContendersOf(op),
  };
}

/** The data types of a family's problems. */
export function dtypesOf({ fields }: Pick<Family, 'fields'>): DType[] {
  return fields.dtype?.kind === 'choice' ? ([...fields.dtype.choices] as DType[]) : [];
}

/** The fields that the form shows as options: extents that sizes may omit, then everything that is not an extent. */
export function optionFields(family: Family<Problem>): [name: string, field: Field][] {
  const apart = apartExtents(family);
  const fields = Object.entries(family.fields);
  return [
    ...fields.filter(([name]) => apart.includes(name)),
    ...fields.filter(([name, { isExtent }]) => name !== 'dtype' && !isExtent),
  ];
}

/** Checks the whole form, so that it shows every mistake and not only the first. */
export function checkForm(form: FormValues, devices: readonly DeviceInfo[]): FormCheck {
  const errors: Partial<Record<FormField, string>> = {};
  const optionErrors: Record<string, string> = {};
  const device = devices.find(({ id }) => id === form.device);
  if (!device) errors.device = devices.length === 0 ? NO_DEVICE : `There is no device ${form.device} here`;

  const problems = readProblems(form, errors, optionErrors);
  const chosen = form.contenders.filter((id) => refusal(device, id, problems) === null);
  if (device && chosen.length === 0) errors.contenders = 'Select at least one contender';
  const parameterErrors: Record<string, string> = {};
  const contenders = vary(chosen, form.variation, parameterErrors);
  if (contenders.length > MAX_CONTENDERS) {
    errors.contenders = `${contenders.length} contenders with these parameters: expected at most ${MAX_CONTENDERS}`;
  }

  const method = readMethod(form.method, device, errors);
  const isValid = [errors, optionErrors, parameterErrors].every((found) => Object.keys(found).length === 0);
  const request = isValid ? { device: form.device, problems, contenders, method } : null;
  return { errors, optionErrors, parameterErrors, problems, contenders: chosen, request };
}

/** The problems of the form; none if there are errors, which are added to the arguments. */
function readProblems(
  form: FormValues,
  errors: Partial<Record<FormField, string>>,
  optionErrors: Record<string, string>,
): Problem[] {
  const family = familyOf({ op: form.op } as Problem);
  const options = Object.entries(form.options).filter(([, text]) => text.trim() !== '');
  const read = readFields(family, {
    ...firstChoices(family),
    dtype: form.dtype,
    ...Object.fromEntries(options),
  });
  const values: FieldValues = 'values' in read ? read.values : {};
  if ('issues' in read) for (const issue of read.issues) optionErrors[issue.parameter] = sentence(issue);

  const parsed = parseSizes(
    tidySizes(form.sizes, form.op),
    form.op,
    values as Readonly<Record<string, number>>,
  );
  if ('issues' in parsed) {
    errors.sizes = parsed.issues.map(describeIssue).join('; ');
    return [];
  }
  if ('issues' in read) return [];
  const made = makeProblems(family, values, parsed.sizes);
  if ('problems' in made) return keepWhere(made.problems, form.where, errors);
  const names = optionFields(family).map(([name]) => name);
  for (const issue of made.issues) {
    if (names.includes(issue.parameter)) optionErrors[issue.parameter] = sentence(issue);
    else errors.sizes ??= describeIssue(issue);
  }
  return [];
}

/** The problems that fulfil a condition; none if it is wrong, which is added to the errors. */
function keepWhere(
  problems: Problem[],
  condition: string,
  errors: Partial<Record<FormField, string>>,
): Problem[] {
  const kept = condition.trim() === '' ? { problems } : problemsWhere(problems, condition);
  if ('problems' in kept) return kept.problems;
  errors.where = `${kept.issue.value}: expected ${kept.issue.expected}`;
  return [];
}

/** The choices that a family's problems need and the form shows, before others are made. */
export function firstChoices({ fields }: Family<Problem>): Record<string, string> {
  const needed = Object.entries(fields).filter(
    ([, field]) => field.kind === 'choice' && field.default === undefined,
  );
  return Object.fromEntries(needed.map(([name, field]) => [name, String(usualValue(field))]));
}

/** The contenders with every combination of their parameters' values. */
function vary(
  contenders: readonly string[],
  texts: FormValues['variation'],
  parameterErrors: Record<string, string>,
): string[] {
  const shared = sharedParameters(contenders);
  // Values of parameters that none of the contenders has are kept for later.
  const varied = Object.entries(texts).filter(([name, text]) => text.trim() !== '' && name in shared);
  const read = readVariation(Object.fromEntries(varied), contenders);
  if ('variation' in read) return varyContenders(contenders, read.variation);
  for (const issue of read.issues) parameterErrors[issue.parameter] = sentence(issue);
  return [...contenders];
}

function sentence({ expected }: Issue): string {
  return `Expected ${expected}`;
}

/** The name of a new run, by what was asked: "GEMM f32 64–512, 4 contenders". */
export function runName({ problems, contenders }: Pick<SweepRequest, 'problems' | 'contenders'>): string {
  const [first] = problems;
  if (!first) return 'Empty sweep';
  const sizes = problems.map((problem) => Math.round(sizeOf(problem)));
  const smallest = sizes.reduce((a, b) => Math.min(a, b));
  const largest = sizes.reduce((a, b) => Math.max(a, b));
  const range = smallest === largest ? String(smallest) : `${smallest}–${largest}`;
  const count =
    contenders.length === 1 ? contenderLabel(contenders[0] ?? '') : `${contenders.length} contenders`;
  return [`${titleOf(problems)} ${range}`, optionsLabel(first), count].filter(Boolean).join(', ');
}

/** The quick sweep on a device, or on the first if there is no such device. */
export function quickRequest(devices: readonly DeviceInfo[], device: string): SweepRequest | null {
  const chosen = devices.find(({ id }) => id === device) ?? devices[0];
  return chosen ? quickSweepOn(chosen) : null;
}

/** "SGEMM, 13 squares from 64 to 512" */
export function problemsBySizeLabel(problems: readonly Problem[]): string {
  const sizes = problems.map(sizeOf);
  const shape = problems.every(isSquare) ? 'squares' : 'sizes';
  const range = `${Math.round(Math.min(...sizes))} to ${Math.round(Math.max(...sizes))}`;
  return `${titleOf(problems)}, ${problems.length} ${shape} from ${range}`;
}

/** The chosen contenders with one of them added or left out: in the order of the list, not of the clicks. */
export function toggled(
  known: readonly { readonly id: string }[],
  chosen: readonly string[],
  contender: string,
  isOn: boolean,
): string[] {
  return known.flatMap(({ id }) => ((id === contender ? isOn : chosen.includes(id)) ? [id] : []));
}
