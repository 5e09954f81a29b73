import { DEFAULT_METHOD } from '../../electron/ipc/method.ts';
import type { DeviceInfo, Method, SweepRequest } from '../../electron/ipc/types.ts';
import {
  CONTENDERS,
  checkProblem,
  type DType,
  describeIssue,
  type Problem,
  parseSizes,
  problemKey,
  QUICK_SWEEP,
} from '../../kernels/index.ts';
import { isSquare, sizeOf } from './problem-size.ts';

/** What the form holds, as typed: a text that is wrong stays as it is until it is put right. */
export interface FormValues {
  readonly op: Problem['op'];
  readonly dtype: DType;
  readonly sizes: string;
  readonly device: string;
  readonly contenders: readonly string[];
  readonly method: Readonly<Record<keyof Method, string>>;
}

/** Each figure of the method: its name in the form, its accepted range, and whether it is whole. */
export const METHOD_FIELDS = {
  minSamples: { label: 'Samples, at least', unit: '', min: 10, max: 10_000, whole: true },
  maxSamples: { label: 'Samples, at most', unit: '', min: 10, max: 10_000, whole: true },
  targetRelativeIqr: { label: 'Relative IQR until', unit: '', min: 0.001, max: 1, whole: false },
  maxProblemMs: { label: 'Time a problem', unit: 'ms', min: 10, max: 600_000, whole: true },
  minSampleMs: { label: 'Shortest sample', unit: 'ms', min: 0.01, max: 10_000, whole: false },
  seed: { label: 'Seed', unit: '', min: 0, max: 2 ** 32 - 1, whole: true },
} as const satisfies Record<
  keyof Method,
  { label: string; unit: string; min: number; max: number; whole: boolean }
>;

const METHOD_NAMES = Object.keys(METHOD_FIELDS) as (keyof Method)[];

/** Spaced, so that the field can break its line between sizes. */
const QUICK_SIZES = QUICK_SWEEP.sizes.replaceAll(',', ', ');

/** Size texts that are one click away. */
export const PRESETS = [
  { name: 'Quick', sizes: QUICK_SIZES, hint: 'Squares from 64 to 512, off the tile edge too' },
  { name: 'Powers of two', sizes: '64, 128, 256, 512, 1024', hint: 'Squares, each twice the last' },
  { name: 'Tile edges', sizes: '31:33, 63:65, 127:129, 255:257', hint: 'One below, at and above each edge' },
  {
    name: 'Rectangles',
    sizes: '1024x64x256, 64x1024x256, 256x256x1024, 512x512x64',
    hint: 'Tall, wide, deep and flat',
  },
] as const;

export const INITIAL_FORM: FormValues = {
  op: 'gemm',
  dtype: 'f32',
  sizes: QUICK_SIZES,
  device: '',
  contenders: CONTENDERS.map(({ id }) => id),
  method: Object.fromEntries(
    METHOD_NAMES.map((name) => [name, String(DEFAULT_METHOD[name])]),
  ) as FormValues['method'],
};

export type FormField = 'sizes' | 'device' | 'contenders' | keyof Method;

export interface FormCheck {
  /** What is wrong, in words, by field. */
  readonly errors: Readonly<Partial<Record<FormField, string>>>;
  readonly problems: readonly Problem[];
  /** Null while anything is wrong. */
  readonly request: SweepRequest | null;
}

/** Why a contender cannot run on a device; null when it can. */
export function unavailability(device: DeviceInfo | undefined, contender: string): string | null {
  const entry = device?.contenders.find(({ id }) => id === contender);
  if (entry?.available) return null;
  return entry?.reason ?? 'Not known to this device';
}

/** Takes a device, and of the contenders those that exist on it. */
export function adoptDevice(form: FormValues, device: DeviceInfo): FormValues {
  const contenders = CONTENDERS.filter(({ id }) => unavailability(device, id) === null).map(({ id }) => id);
  return { ...form, device: device.id, contenders };
}

/** Checks everything at once, so that the form shows every mistake and not only the first. */
export function checkForm(form: FormValues, devices: readonly DeviceInfo[]): FormCheck {
  const errors: Partial<Record<FormField, string>> = {};
  const device = devices.find(({ id }) => id === form.device);
  if (!device) errors.device = 'No device: the compute process has not answered';
  const contenders = form.contenders.filter((id) => unavailability(device, id) === null);
  if (device && contenders.length === 0) errors.contenders = 'Choose at least one contender';

  const { problems, error } = readProblems(form);
  if (error) errors.sizes = error;

  const method = readMethod(form, errors);
  const valid = Object.keys(errors).length === 0;
  const request = valid ? { device: form.device, problems, contenders, method } : null;
  return { errors, problems, request };
}

function readProblems({ op, dtype, sizes }: FormValues): { problems: Problem[]; error: string | null } {
  const parsed = parseSizes(sizes);
  if ('issues' in parsed) return { problems: [], error: parsed.issues.map(describeIssue).join('; ') };
  const every = parsed.sizes.map(({ m, n, k }): Problem => ({ op, dtype, m, n, k }));
  const [issue] = every.flatMap(checkProblem);
  if (issue) return { problems: [], error: describeIssue(issue) };
  if (every.length === 0) return { problems: [], error: 'Give at least one size' };
  // A size that is named twice is measured once.
  return {
    problems: [...new Map(every.map((problem) => [problemKey(problem), problem])).values()],
    error: null,
  };
}

function readMethod(form: FormValues, errors: Partial<Record<FormField, string>>): Method {
  const method = { ...DEFAULT_METHOD };
  for (const name of METHOD_NAMES) {
    const { min, max, whole } = METHOD_FIELDS[name];
    const value = form.method[name].trim() === '' ? Number.NaN : Number(form.method[name]);
    const good = value >= min && value <= max && (!whole || Number.isInteger(value));
    if (good) method[name] = value;
    else errors[name] = `Accepted is a ${whole ? 'whole ' : ''}number from ${min} to ${max}`;
  }
  if (method.maxSamples < method.minSamples) errors.maxSamples ??= 'Not below the samples at least';
  return method;
}

/** A name that tells runs apart in a list: "GEMM f32 · 64 – 512". */
export function runName(request: SweepRequest): string {
  const [first] = request.problems;
  if (!first) return 'Empty sweep';
  const sizes = request.problems.map(({ m, n, k }) => Math.round(Math.cbrt(m * n * k)));
  const smallest = sizes.reduce((a, b) => Math.min(a, b));
  const largest = sizes.reduce((a, b) => Math.max(a, b));
  const span = smallest === largest ? String(smallest) : `${smallest} – ${largest}`;
  return `${first.op.toUpperCase()} ${first.dtype} · ${span}`;
}

/** The sweep that needs no choices: the quick sizes and contenders, as far as the device has them, and the default method. */
export function quickRequest(devices: readonly DeviceInfo[], device: string): SweepRequest | null {
  const chosen = devices.find(({ id }) => id === device) ?? devices[0];
  if (!chosen) return null;
  const form = adoptDevice(INITIAL_FORM, chosen);
  const contenders = form.contenders.filter((id) =>
    (QUICK_SWEEP.contenders as readonly string[]).includes(id),
  );
  return checkForm({ ...form, contenders }, devices).request;
}

/** "13 squares from 64 to 512". */
export function problemsBySizeLabel(problems: readonly Problem[]): string {
  const sizes = problems.map(sizeOf);
  const shape = problems.every(isSquare) ? 'squares' : 'sizes';
  return `${problems.length} ${shape} from ${Math.round(Math.min(...sizes))} to ${Math.round(Math.max(...sizes))}`;
}
