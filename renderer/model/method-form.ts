import { type ChoiceName, DEFAULT_METHOD, METHOD_CHOICES, methodIssues } from '../../electron/ipc/method.ts';
import type { DeviceInfo, Method } from '../../electron/ipc/types.ts';

/** The method, as typed. */
export type MethodTexts = Readonly<Record<keyof Method, string>>;

export type FigureName = Exclude<keyof Method, ChoiceName>;

/** The numbers of the method with their labels and ranges. */
export const METHOD_FIELDS = {
  minSamples: { label: 'Minimum samples', unit: '', min: 10, max: 10_000, whole: true },
  maxSamples: { label: 'Maximum samples', unit: '', min: 10, max: 10_000, whole: true },
  targetRelativeIqr: { label: 'Target relative IQR', unit: '', min: 0.001, max: 1, whole: false },
  maxProblemMs: { label: 'Time per problem', unit: 'ms', min: 10, max: 600_000, whole: true },
  minSampleMs: { label: 'Shortest sample', unit: 'ms', min: 0.01, max: 10_000, whole: false },
  seed: { label: 'Seed', unit: '', min: 0, max: 2 ** 32 - 1, whole: true },
} as const satisfies Record<
  FigureName,
  { label: string; unit: string; min: number; max: number; whole: boolean }
>;

const FIGURE_NAMES = Object.keys(METHOD_FIELDS) as FigureName[];
const CHOICE_NAMES = Object.keys(METHOD_CHOICES) as ChoiceName[];

export const DEFAULT_METHOD_TEXTS = Object.fromEntries(
  [...FIGURE_NAMES, ...CHOICE_NAMES].map((name) => [name, String(DEFAULT_METHOD[name])]),
) as MethodTexts;

/** Reads the method. What is invalid or not supported by the device is added to `errors` and has its default. */
export function readMethod(
  texts: MethodTexts,
  device: DeviceInfo | undefined,
  errors: Partial<Record<keyof Method, string>>,
): Method {
  const method = { ...DEFAULT_METHOD, ...readChoices(texts) };
  for (const { parameter, expected } of device ? methodIssues(method, device) : []) {
    errors[parameter as ChoiceName] = `Expected ${expected}`;
  }
  for (const name of FIGURE_NAMES) {
    const { min, max, whole } = METHOD_FIELDS[name];
    const value = texts[name].trim() === '' ? Number.NaN : Number(texts[name]);
    const isValid = value >= min && value <= max && (!whole || Number.isInteger(value));
    if (isValid) method[name] = value;
    else errors[name] = `Expected a ${whole ? 'whole ' : ''}number from ${min} to ${max}`;
  }
  if (method.maxSamples < method.minSamples) errors.maxSamples ??= 'Expected at least the minimum samples';
  return method;
}

function readChoices(texts: MethodTexts): Pick<Method, ChoiceName> {
  const entries = CHOICE_NAMES.map((name) => {
    const choices: readonly string[] = METHOD_CHOICES[name].choices;
    return [name, choices.includes(texts[name]) ? texts[name] : DEFAULT_METHOD[name]];
  });
  return Object.fromEntries(entries) as Pick<Method, ChoiceName>;
}
