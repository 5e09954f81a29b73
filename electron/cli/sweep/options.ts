import { MAX_EPOCHS } from '../../ipc/limits.ts';
import { COMMON_METHOD, METHOD_CHOICES } from '../../ipc/method.ts';
import type { KernelFile } from '../../ipc/own-kernels/read-kernel.ts';
import type { SavedSweep } from '../../ipc/presets/saved-sweep.ts';
import { PROTOCOLS } from '../../ipc/protocols.ts';
import type { Method } from '../../ipc/types.ts';
import { readKernels } from '../own/kernel-options.ts';
import { type NumberRange, parseOptions, readNumber } from '../parse-options.ts';
import { UsageError } from '../usage-error.ts';
import { CELL_OPTIONS, type CellOptions, readCellOptions } from './cell-options.ts';
import { OUTPUT_OPTIONS, type RunOutputs, readOutputs } from './output-options.ts';
import { readPresetName } from './preset-options.ts';
import { readSource } from './source.ts';

/** The options of `tilescope sweep`. */
export interface SweepOptions extends CellOptions, RunOutputs {
  /** What is left out has the device's default. */
  method: Partial<Method>;
  isDryRun: boolean;
  /** Whether contenders have the defaults that were adopted for the device, where they were. */
  usesAdopted: boolean;
  /** The name to save the sweep by; null to save it by none. */
  presetName: string | null;
  /** Describes what is measured; undefined: as git describes the current folder. */
  source: string | undefined;
}

export const SWEEP_OPTIONS = {
  ...CELL_OPTIONS,
  kernel: { type: 'string', multiple: true },
  samples: { type: 'string' },
  epochs: { type: 'string' },
  'time-limit': { type: 'string' },
  'shortest-sample': { type: 'string' },
  spin: { type: 'string' },
  seed: { type: 'string' },
  cold: { type: 'boolean' },
  storage: { type: 'string' },
  encoding: { type: 'string' },
  protocol: { type: 'string' },
  'save-preset': { type: 'string' },
  ...OUTPUT_OPTIONS,
  'dry-run': { type: 'boolean' },
  'no-adopted': { type: 'boolean' },
  source: { type: 'string' },
} as const;

const NUMBERS = {
  samples: { min: 1, max: 100_000, whole: true, unit: '' },
  epochs: { min: 1, max: MAX_EPOCHS, whole: true, unit: '' },
  'time-limit': { min: 0.001, max: 3600, whole: false, unit: 'seconds' },
  'shortest-sample': { min: 0.01, max: 10_000, whole: false, unit: 'milliseconds' },
  spin: { min: 0, max: 1000, whole: true, unit: 'milliseconds' },
  seed: { min: 0, max: 2 ** 32 - 1, whole: true, unit: '' },
} as const satisfies Record<string, NumberRange>;

const QUICK_REPORT = 'tilescope-report.html';

/**
 * Reads the options of `tilescope sweep`. Throws UsageError.
 * @param saved the presets beside those of Tilescope
 * @param kernels own ones, beside those of the files that are named
 */
export function readSweepOptions(
  parameters: readonly string[],
  saved: () => readonly SavedSweep[] = () => [],
  kernels: readonly KernelFile[] = [],
): SweepOptions {
  const { values } = parseOptions(parameters, SWEEP_OPTIONS);
  const outputs = readOutputs(values);
  const cells = readCellOptions(values, saved, [...kernels, ...readKernels(values.kernel ?? [])]);
  if (values['save-preset'] !== undefined && cells.kernels.length > 0)
    throw new UsageError('--save-preset: a preset keeps no kernels of files; expected no --kernel');
  return {
    ...cells,
    method: readMethod(values, cells.asked.method ?? {}),
    isDryRun: values['dry-run'] ?? false,
    usesAdopted: !(values['no-adopted'] ?? false),
    presetName: readPresetName(values['save-preset']),
    source: readSource(values.source),
    ...outputs,
    reportPath: outputs.reportPath ?? (values.quick ? QUICK_REPORT : null),
  };
}

type Texts = Readonly<Partial<Record<keyof typeof NUMBERS | 'storage' | 'encoding' | 'protocol', string>>>;

/** @param preset what applies where no option is given */
function readMethod(values: Texts & { cold?: boolean }, preset: Partial<Method>): Partial<Method> {
  const read = (option: keyof typeof NUMBERS) => {
    const text = values[option];
    return text === undefined ? null : readNumber(option, text, NUMBERS[option]);
  };
  const protocol = readChoice('protocol', values.protocol) ?? preset.protocol ?? 'adaptive';
  const { leastSamples, fixed } = PROTOCOLS[protocol];
  const base = { ...COMMON_METHOD, ...preset, ...fixed };
  const samples = readSamples(values.samples, leastSamples);
  const epochs = read('epochs') ?? base.epochs;
  const minSamples = samples ?? Math.max(base.minSamples, epochs);
  if (epochs > minSamples) {
    throw new UsageError(`--epochs ${epochs}: expected at most the number of samples, ${minSamples}`);
  }
  const seconds = read('time-limit');
  const minSampleMs = read('shortest-sample');
  const spinMs = read('spin');
  const storage = readChoice('storage', values.storage);
  const encoding = readChoice('encoding', values.encoding);
  return {
    ...preset,
    protocol,
    epochs,
    minSamples,
    // A protocol that fixes the number of samples takes as many as are asked for, and no more.
    maxSamples: Math.max(minSamples, 'maxSamples' in fixed ? 0 : base.maxSamples),
    ...(seconds !== null && { maxProblemMs: seconds * 1000 }),
    ...(minSampleMs !== null && { minSampleMs }),
    ...(spinMs !== null && { spinMs }),
    seed: read('seed') ?? base.seed,
    cache: values.cold ? 'cold' : base.cache,
    storage: storage ?? base.storage,
    encoding: encoding ?? base.encoding,
  };
}

/** The number of samples; null unless it is given. Throws UsageError. */
function readSamples(text: string | undefined, leastSamples: number): number | null {
  return text === undefined ? null : readNumber('samples', text, { ...NUMBERS.samples, min: leastSamples });
}

/** Null unless it is given. Throws UsageError. */
function readChoice<N extends 'storage' | 'encoding' | 'protocol'>(
  name: N,
  text: string | undefined,
): Method[N] | null {
  if (text === undefined) return null;
  const choices = METHOD_CHOICES[name].choices as readonly string[] as readonly Method[N][];
  const choice = choices.find((one) => one === text);
  if (choice !== undefined) return choice;
  throw new UsageError(`--${name} ${text}: expected ${choices.join(', ')}`);
}
