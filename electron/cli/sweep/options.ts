import { MAX_EPOCHS } from '../../ipc/limits.ts';
import { COMMON_METHOD, METHOD_CHOICES } from '../../ipc/method.ts';
import type { Method } from '../../ipc/types.ts';
import { type NumberRange, parseOptions, readNumber } from '../parse-options.ts';
import { UsageError } from '../usage-error.ts';
import { CELL_OPTIONS, type CellOptions, readCellOptions } from './cell-options.ts';
import { OUTPUT_OPTIONS, type RunOutputs, readOutputs } from './output-options.ts';
import { readSource } from './source.ts';

/** The options of `tilescope sweep`. */
export interface SweepOptions extends CellOptions, RunOutputs {
  /** What is left out has the device's default. */
  method: Partial<Method>;
  isDryRun: boolean;
  /** Describes what is measured; undefined: as git describes the current folder. */
  source: string | undefined;
}

export const SWEEP_OPTIONS = {
  ...CELL_OPTIONS,
  samples: { type: 'string' },
  epochs: { type: 'string' },
  'time-limit': { type: 'string' },
  'shortest-sample': { type: 'string' },
  spin: { type: 'string' },
  seed: { type: 'string' },
  cold: { type: 'boolean' },
  storage: { type: 'string' },
  encoding: { type: 'string' },
  ...OUTPUT_OPTIONS,
  'dry-run': { type: 'boolean' },
  source: { type: 'string' },
} as const;

const NUMBERS = {
  samples: { min: 10, max: 100_000, whole: true, unit: '' },
  epochs: { min: 1, max: MAX_EPOCHS, whole: true, unit: '' },
  'time-limit': { min: 0.001, max: 3600, whole: false, unit: 'seconds' },
  'shortest-sample': { min: 0.01, max: 10_000, whole: false, unit: 'milliseconds' },
  spin: { min: 0, max: 1000, whole: true, unit: 'milliseconds' },
  seed: { min: 0, max: 2 ** 32 - 1, whole: true, unit: '' },
} as const satisfies Record<string, NumberRange>;

const QUICK_REPORT = 'tilescope-report.html';

/** Reads the options of `tilescope sweep`. Throws UsageError. */
export function readSweepOptions(parameters: readonly string[]): SweepOptions {
  const { values } = parseOptions(parameters, SWEEP_OPTIONS);
  const outputs = readOutputs(values);
  return {
    ...readCellOptions(values),
    method: { ...readMethod(values), ...readChoices(values) },
    isDryRun: values['dry-run'] ?? false,
    source: readSource(values.source),
    ...outputs,
    reportPath: outputs.reportPath ?? (values.quick ? QUICK_REPORT : null),
  };
}

function readMethod(values: Partial<Record<keyof typeof NUMBERS, string>>): Partial<Method> {
  const read = (option: keyof typeof NUMBERS) => {
    const text = values[option];
    return text === undefined ? null : readNumber(option, text, NUMBERS[option]);
  };
  const epochs = read('epochs') ?? COMMON_METHOD.epochs;
  const minSamples = read('samples') ?? Math.max(COMMON_METHOD.minSamples, epochs);
  if (epochs > minSamples) {
    throw new UsageError(`--epochs ${epochs}: expected at most the number of samples, ${minSamples}`);
  }
  const seconds = read('time-limit');
  const minSampleMs = read('shortest-sample');
  const spinMs = read('spin');
  return {
    epochs,
    minSamples,
    maxSamples: Math.max(minSamples, COMMON_METHOD.maxSamples),
    ...(seconds !== null && { maxProblemMs: seconds * 1000 }),
    ...(minSampleMs !== null && { minSampleMs }),
    ...(spinMs !== null && { spinMs }),
    seed: read('seed') ?? COMMON_METHOD.seed,
  };
}

function readChoices(values: {
  cold?: boolean;
  storage?: string;
  encoding?: string;
}): Pick<Method, 'cache' | 'storage' | 'encoding'> {
  const choose = <T extends string>(name: string, choices: readonly T[], text: string | undefined): T => {
    const choice = choices.find((one) => one === (text ?? choices[0]));
    if (choice) return choice;
    throw new UsageError(`--${name} ${text}: expected ${choices.join(', ')}`);
  };
  const { storage, encoding } = METHOD_CHOICES;
  return {
    cache: values.cold ? 'cold' : 'hot',
    storage: choose('storage', storage.choices, values.storage),
    encoding: choose('encoding', encoding.choices, values.encoding),
  };
}
