import {
  defaultContendersOf,
  type Problem,
  QUICK_SWEEP,
  refusalOfAll,
  type Variation,
} from '../../../kernels/index.ts';
import type { DeviceInfo, SweepRequest } from '../../ipc/types.ts';
import { UsageError } from '../usage-error.ts';
import { applyVariation, readContenders, readVary } from './contender-options.ts';
import { readProblems } from './problem-options.ts';

/** Which problems, by which contenders, on which device. */
export interface CellOptions {
  op: Problem['op'];
  problems: Problem[];
  /** Null: the first device. */
  device: string | null;
  /** Null: all those offered that the device can run. */
  contenders: string[] | null;
  /** Null: the operation's default contenders. */
  offered: readonly string[] | null;
  /** The values to try for the parameters of generated contenders. */
  variation: Variation;
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
  quick: { type: 'boolean' },
} as const;

type Values = {
  [K in keyof typeof CELL_OPTIONS]?: (typeof CELL_OPTIONS)[K] extends { type: 'boolean' }
    ? boolean
    : (typeof CELL_OPTIONS)[K] extends { multiple: true }
      ? string[]
      : string;
};

/** Reads the options that say which cells there are. Throws UsageError. */
export function readCellOptions(values: Values): CellOptions {
  const sizes = values.sizes?.join(',') ?? (values.quick ? QUICK_SWEEP.sizes : null);
  if (sizes === null)
    throw new UsageError('--sizes is required, for example --sizes 64:512:64 (or use --quick)');
  const set = [...(values.d === undefined ? [] : [`d=${values.d}`]), ...(values.set ?? [])];
  const requested = { op: values.op ?? QUICK_SWEEP.op, dtype: values.dtype, set, sizes };
  const { family, problems } = readProblems(requested);
  const { op } = family;
  const isQuick = values.quick === true && op === QUICK_SWEEP.op;
  const contenders = values.contenders === undefined ? null : readContenders(values.contenders, op);
  const offered = isQuick ? QUICK_SWEEP.contenders : null;
  return {
    op,
    problems,
    device: values.device ?? null,
    contenders,
    offered,
    variation: readVary(values.vary ?? [], contenders ?? offered ?? defaultContendersOf(op)),
  };
}

/**
 * The cells on a device. Contenders that were named are measured, or reported as unsupported; of the others, only those
 * that can run are. Throws UsageError for more contenders than a sweep takes.
 */
export function chooseCells(
  { op, problems, contenders, offered, variation }: CellOptions,
  device: DeviceInfo,
): Pick<SweepRequest, 'device' | 'problems' | 'contenders'> {
  const isAvailable = (id: string) => device.contenders.some((one) => one.id === id && one.available);
  const canRun = (id: string) => isAvailable(id) && refusalOfAll(id, problems, device) === null;
  const chosen = contenders ?? (offered ?? defaultContendersOf(op)).filter(canRun);
  return { device: device.id, problems, contenders: applyVariation(chosen, variation) };
}
