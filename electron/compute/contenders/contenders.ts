import {
  CONTENDERS,
  contenderOf,
  type Family,
  type Library,
  libraryOf,
  type Problem,
  parseVariant,
  type TargetDevice,
} from '../../../kernels/index.ts';
import type { Native, Timing } from '../../../native/types.ts';
import type { DeviceInfo, Method } from '../../ipc/types.ts';
import { ComputeError } from '../failure.ts';
import type { Fault } from '../faults.ts';
import { prepareProgram } from './generated-contender.ts';
import { PROCESSOR, prepareLibrary } from './library-contender.ts';
import type { Operands } from './operands.ts';

/** What a contender is prepared with; all contenders of a problem get the same. */
export interface Setting {
  readonly native: Native;
  readonly device: Pick<DeviceInfo, 'id' | 'threads'> & TargetDevice;
  readonly family: Family<Problem>;
  readonly problem: Problem;
  readonly operands: Operands;
  readonly fault: Fault | null;
  /** 'direct' unless given. */
  readonly encoding?: Method['encoding'];
}

/** A contender that can run one problem. */
export interface PreparedContender {
  /** From MSL text to a pipeline that runs, or to the cache's answer. Null for a library: it came compiled. */
  readonly compileMs: number | null;
  /** Solves the problem `duplicates` times over; the timing is of the whole. Throws NativeError. */
  run(duplicates: number, signal: AbortSignal): Promise<Timing>;
  /** What it reads and writes where that is not the problem's own: on another device. */
  readonly operands?: Operands;
  release(): void;
}

/**
 * Makes a contender ready to run a problem. Throws ComputeError UNSUPPORTED with the reason, and NativeError, of
 * which COMPILE_FAILED carries diagnostics.
 */
export async function prepareContender(id: string, setting: Setting): Promise<PreparedContender> {
  const contender = contenderOf(id);
  if (!contender) throw new ComputeError('UNSUPPORTED', `There is no contender "${id}".`);
  if (!contender.ops.includes(setting.problem.op)) {
    throw new ComputeError('UNSUPPORTED', `${contender.label} does not solve ${setting.problem.op}.`);
  }
  const library = libraryOf(contender.id);
  if (!library) return prepareProgram(id, setting);
  const names = Object.keys(parseVariant(id).overrides);
  if (names.length === 0) return prepareLibrary(library, setting);
  throw new ComputeError(
    'UNSUPPORTED',
    `${names.join(', ')}: ${contender.label} is a library, without parameters.`,
  );
}

/**
 * Which contenders exist on a device, and for the others why they do not. Routines of the processor are there for a GPU
 * to be compared with. Throws NativeError.
 */
export async function availableContenders(
  native: Native,
  device: string,
  hasProcessor: boolean,
): Promise<DeviceInfo['contenders']> {
  const own = await native.routines(device);
  const ofProcessor = hasProcessor && device !== PROCESSOR ? await native.routines(PROCESSOR) : own;
  const reasonOf = ({ routine, label, runsOn }: Library) => {
    const known = (runsOn === 'cpu' ? ofProcessor : own).find(({ name }) => name === routine);
    return known ? known.reason : `${label} is not known to this version of the addon.`;
  };
  return CONTENDERS.map(({ id }) => {
    const library = libraryOf(id);
    const reason = library ? reasonOf(library) : null;
    return reason === null ? { id, available: true } : { id, available: false, reason };
  });
}
