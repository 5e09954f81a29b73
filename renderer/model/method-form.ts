import { type ChoiceName, DEFAULT_METHOD, METHOD_CHOICES, methodIssues } from '../../electron/ipc/method.ts';
import type { DeviceInfo, Method } from '../../electron/ipc/types.ts';

/** The method as typed. */
export type MethodTexts = Readonly<Record<keyof Method, string>>;

export type FigureName = Exclude<keyof Method, ChoiceName>;

/** Each figure of the method: its name in the form, its accepted range, and whether it is whole. */
export const METHOD_FIELDS = {
  minSamples: { label: 'Samples, at least', unit: '', min: 10, max: 10_000, whole: true },
  maxSamples: { label: 'Samples, at most', unit: '', min: 10, max: 10_000, whole: true },
  targetRelativeIqr: { label: 'Relative IQR until', unit: '', min: 0.001, max: 1, whole: false },
  maxProblemMs: { label: 'Time a problem', unit: 'ms', min: 10, max: 600_000, whole: true },
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

/**
 * The method that the texts say; what is wrong with them, or more than the device can do, goes to `errors`, and the
 * default stands in for it.
 */
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
    const good = value >= min && value <= max && (!whole || Number.isInteger(value));
    if (good) method[name] = value;
    else errors[name] = `Expected a ${whole ? 'whole ' : ''}number from ${min} to ${max}`;
  }
  if (method.maxSamples < method.minSamples) errors.maxSamples ??= 'Not below the samples at least';
  return method;
}

/** A form offers only what is accepted. */
function readChoices(texts: MethodTexts): Pick<Method, ChoiceName> {
  const said = CHOICE_NAMES.map((name) => {
    const choices: readonly string[] = METHOD_CHOICES[name].choices;
    return [name, choices.includes(texts[name]) ? texts[name] : DEFAULT_METHOD[name]];
  });
  return Object.fromEntries(said) as Pick<Method, ChoiceName>;
}
