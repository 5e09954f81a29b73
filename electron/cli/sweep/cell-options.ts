import {
  defaultContendersOf,
  familyOf,
  type Problem,
  parseVariant,
  QUICK_SWEEP,
  type Variation,
} from '../../../kernels/index.ts';
import type { KernelFile } from '../../ipc/own-kernels/read-kernel.ts';
import { runnableOn } from '../../ipc/presets/quick-sweep.ts';
import type { SavedSweep } from '../../ipc/presets/saved-sweep.ts';
import { SWEEP_PRESETS, type SweepPreset } from '../../ipc/presets/sweep-presets.ts';
import type { DeviceInfo, SweepRequest } from '../../ipc/types.ts';
import { expectSolves, usualOf, usualSizesOf } from '../own/kernel-options.ts';
import { UsageError } from '../usage-error.ts';
import { applyVariation, readContenders, readVary } from './contender-options.ts';
import { presetOf } from './preset-options.ts';
import { familyNameOf, readPairs, readProblems } from './problem-options.ts';

/** Which problems, by which contenders, on which device. */
export interface CellOptions {
  op: Problem['op'];
  problems: Problem[];
  /** Null: the first device. */
  device: string | null;
  /** Null: all those offered that the device can run. */
  contenders: readonly string[] | null;
  /** Null: the operation's default contenders. */
  offered: readonly string[] | null;
  /** Somebody's own, which are measured beside them. */
  kernels: readonly KernelFile[];
  /** The values to try for the parameters of generated contenders. */
  variation: Variation;
  /** What was asked for, with what came from a preset. */
  asked: SweepPreset;
}

/** Options of all commands that take the cells of a sweep. */
export const CELL_OPTIONS = {
  op: { type: 'string' },
  dtype: { type: 'string' },
  sizes: { type: 'string', multiple: true },
  d: { type: 'string' },
  set: { type: 'string', multiple: true },
  contenders: { type: 'string' },
  vary: { type: 'string', multiple: true },
  device: { type: 'string' },
  where: { type: 'string', multiple: true },
  preset: { type: 'string' },
  quick: { type: 'boolean' },
} as const;

type Values = {
  [K in keyof typeof CELL_OPTIONS]?: (typeof CELL_OPTIONS)[K] extends { type: 'boolean' }
    ? boolean
    : (typeof CELL_OPTIONS)[K] extends { multiple: true }
      ? string[]
      : string;
};

/**
 * Reads the options that say which cells there are; they replace those of a preset. Of a preset for another operation,
 * only the sizes are taken. Throws UsageError.
 * @param saved the presets beside those of Tilescope
 * @param kernels own ones, whose operation is the default
 * @param by the option that names the contenders
 */
export function readCellOptions(
  values: Values,
  saved: () => readonly SavedSweep[],
  kernels: readonly KernelFile[] = [],
  by = '--contenders',
): CellOptions {
  const preset = readPreset(values, saved);
  const kernel = kernels[0]?.kernel;
  const op = values.op ?? kernel?.op ?? preset?.op ?? QUICK_SWEEP.op;
  expectSolves(kernels, familyNameOf(op));
  const own = preset && familyNameOf(preset.op) === familyNameOf(op) ? preset : null;
  const sizes = values.sizes?.join(';') ?? preset?.sizes ?? usualSizesOf(kernel);
  if (sizes === undefined)
    throw new UsageError('--sizes is required, for example --sizes 64:512:64 (or use --quick or --preset)');
  const set = [...(values.d === undefined ? [] : [`d=${values.d}`]), ...(values.set ?? [])];
  const described = {
    op,
    dtype: values.dtype ?? own?.dtype,
    sizes,
    where: [...(own?.where ?? []), ...(values.where ?? [])],
    set: { ...own?.set, ...readPairs(set) },
  };
  const { family, problems } = readProblems({ ...described, usual: usualOf(kernel) });
  const ofFiles = kernels.map((file) => file.kernel);
  const named =
    values.contenders === undefined ? null : readContenders(values.contenders, family.op, ofFiles, by);
  const contenders = named ?? own?.contenders;
  const offered = own?.offered;
  const vary = values.vary ?? own?.vary;
  const device = values.device ?? own?.device;
  return {
    op: family.op,
    problems,
    device: device ?? null,
    contenders: contenders ?? null,
    offered: offered ?? null,
    kernels,
    variation: readVary(
      vary ?? [],
      [...ofFiles.map(({ name }) => name), ...(contenders ?? offered ?? defaultContendersOf(family.op))],
      ofFiles,
    ),
    asked: { hint: '', ...described, contenders, offered, vary, device, method: own?.method },
  };
}

function readPreset({ preset, quick }: Values, saved: () => readonly SavedSweep[]): SweepPreset | null {
  if (preset !== undefined) return presetOf(preset, saved);
  return quick ? (SWEEP_PRESETS.quick ?? null) : null;
}

/**
 * The cells on a device. Contenders that were named are measured, or reported as unsupported; of the others, only those
 * that can run are. Throws UsageError for more contenders than a sweep takes.
 */
export function chooseCells(
  { op, problems, contenders, offered, kernels, variation }: CellOptions,
  device: DeviceInfo,
): Pick<SweepRequest, 'device' | 'problems' | 'contenders'> {
  const others = contenders ?? runnableOn(device, offered ?? defaultContendersOf(op), problems);
  const own = kernels.map(({ kernel }) => kernel);
  // One that is named with parameters is measured with those alone.
  const unnamed = own.filter(({ name }) => others.every((other) => parseVariant(other).id !== name));
  const chosen = [...unnamed.map(({ name }) => name), ...others];
  if (chosen.length === 0)
    throw new UsageError(
      `No contender of ${familyOf({ op }).name} runs on ${device.id}: expected --kernel FILE, or --contenders`,
    );
  return { device: device.id, problems, contenders: applyVariation(chosen, variation, own) };
}
