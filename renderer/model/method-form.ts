import { MAX_EPOCHS } from '../../electron/ipc/limits.ts';
import {
  type ChoiceName,
  COMMON_METHOD,
  type DependentName,
  defaultMethod,
  METHOD_CHOICES,
  methodIssues,
} from '../../electron/ipc/method.ts';
import { PROTOCOLS } from '../../electron/ipc/protocols.ts';
import type { DeviceInfo, Method } from '../../electron/ipc/types.ts';

/** The method, as typed. */
export type MethodTexts = Readonly<Record<keyof Method, string>>;

export type FigureName = Exclude<keyof Method, ChoiceName>;

/** The numbers of the method with their labels and ranges. */
export const METHOD_FIELDS = {
  minSamples: { label: 'Minimum samples', unit: '', min: 10, max: 10_000, whole: true },
  maxSamples: { label: 'Maximum samples', unit: '', min: 10, max: 10_000, whole: true },
  epochs: { label: 'Epochs', unit: '', min: 1, max: MAX_EPOCHS, whole: true },
  targetRelativeIqr: { label: 'Target relative IQR', unit: '', min: 0.001, max: 1, whole: false },
  maxProblemMs: { label: 'Time per problem', unit: 'ms', min: 10, max: 600_000, whole: true },
  minSampleMs: { label: 'Shortest sample', unit: 'ms', min: 0.01, max: 10_000, whole: false },
  spinMs: { label: 'Spin before each sample', unit: 'ms', min: 0, max: 1000, whole: true },
  seed: { label: 'Seed', unit: '', min: 0, max: 2 ** 32 - 1, whole: true },
} as const satisfies Record<
  FigureName,
  { label: string; unit: string; min: number; max: number; whole: boolean }
>;

const FIGURE_NAMES = Object.keys(METHOD_FIELDS) as FigureName[];
const CHOICE_NAMES = Object.keys(METHOD_CHOICES) as ChoiceName[];

/** Empty where the default depends on the device. */
export const DEFAULT_METHOD_TEXTS: MethodTexts = {
  ...(Object.fromEntries(
    Object.entries(COMMON_METHOD).map(([name, value]) => [name, String(value)]),
  ) as Readonly<Record<keyof typeof COMMON_METHOD, string>>),
  minSampleMs: '',
  spinMs: '',
} satisfies Record<DependentName, ''> & MethodTexts;

/** The texts of a part of a method. */
export function methodTexts(method: Partial<Method>): Partial<MethodTexts> {
  return Object.fromEntries(Object.entries(method).map(([name, value]) => [name, String(value)]));
}

/** The part of a method, as typed, that differs from the defaults. */
export function methodValues(texts: MethodTexts): Partial<Method> {
  const choices = readChoices(texts);
  const differing = ([...CHOICE_NAMES, ...FIGURE_NAMES] as const).filter(
    (name) => texts[name].trim() !== '' && texts[name] !== DEFAULT_METHOD_TEXTS[name],
  );
  return Object.fromEntries(
    differing.map((name) => [name, name in choices ? choices[name as ChoiceName] : Number(texts[name])]),
  );
}

/** Changes a choice; a protocol changes what it fixes, too, and back. */
export function chooseMethod(texts: MethodTexts, name: ChoiceName, choice: string): MethodTexts {
  const chosen = { ...texts, [name]: choice };
  if (name !== 'protocol' || choice === texts.protocol) return chosen;
  const { minSamples, maxSamples, epochs } = DEFAULT_METHOD_TEXTS;
  const { protocol } = readChoices(chosen);
  return { ...chosen, minSamples, maxSamples, epochs, ...methodTexts(PROTOCOLS[protocol].fixed) };
}

/** What an empty field of the method stands for, if it stands for anything. */
export function fallbackText(name: FigureName, device: DeviceInfo | undefined): string | undefined {
  return DEFAULT_METHOD_TEXTS[name] === '' ? String(defaultMethod(device?.kind ?? 'cpu')[name]) : undefined;
}

/** Reads the method. What is invalid or not supported by the device is added to `errors` and has its default. */
export function readMethod(
  texts: MethodTexts,
  device: DeviceInfo | undefined,
  errors: Partial<Record<keyof Method, string>>,
): Method {
  const method = { ...defaultMethod(device?.kind ?? 'cpu'), ...readChoices(texts) };
  for (const name of FIGURE_NAMES) {
    const { max, whole } = METHOD_FIELDS[name];
    const min = leastOf(name, method);
    const text = texts[name].trim() || fallbackText(name, device);
    const value = text === undefined ? Number.NaN : Number(text);
    const isValid = value >= min && value <= max && (!whole || Number.isInteger(value));
    if (isValid) method[name] = value;
    else errors[name] = `Expected a ${whole ? 'whole ' : ''}number from ${min} to ${max}`;
  }
  for (const { parameter, expected } of device ? methodIssues(method, device) : []) {
    errors[parameter as keyof Method] = `Expected ${expected}`;
  }
  if (method.maxSamples < method.minSamples) errors.maxSamples ??= 'Expected at least the minimum samples';
  if (method.epochs > method.minSamples) errors.epochs ??= 'Expected at most the minimum samples';
  return method;
}

/** The range of samples begins where the protocol says. */
function leastOf(name: FigureName, { protocol }: Pick<Method, ChoiceName>): number {
  const isSamples = name === 'minSamples' || name === 'maxSamples';
  return isSamples ? PROTOCOLS[protocol].leastSamples : METHOD_FIELDS[name].min;
}

function readChoices(texts: MethodTexts): Pick<Method, ChoiceName> {
  const entries = CHOICE_NAMES.map((name) => {
    const choices: readonly string[] = METHOD_CHOICES[name].choices;
    return [name, choices.includes(texts[name]) ? texts[name] : COMMON_METHOD[name]];
  });
  return Object.fromEntries(entries) as Pick<Method, ChoiceName>;
}
