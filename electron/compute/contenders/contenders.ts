import {
  CONTENDERS,
  contenderOf,
  isOwn,
  type Library,
  lackOf,
  libraryOf,
  parseVariant,
} from '../../../kernels/index.ts';
import type { Native, NativeDevice } from '../../../native/types.ts';
import type { DeviceInfo } from '../../ipc/types.ts';
import { ComputeError } from '../failure.ts';
import { prepareProgram } from './generated-contender.ts';
import { PROCESSOR, prepareLibrary } from './library-contender.ts';
import type { PreparedContender, Setting } from './prepared-contender.ts';

/**
 * Makes a contender ready to run a problem; of one whose program is given, this version may know nothing. Throws
 * ComputeError UNSUPPORTED with the reason, and NativeError; COMPILE_FAILED carries diagnostics.
 */
export async function prepareContender(id: string, setting: Setting): Promise<PreparedContender> {
  if (setting.program) return prepareProgram(id, setting);
  const contender = contenderOf(id);
  if (!contender) {
    const what = isOwn(id)
      ? 'The text of this kernel came with a file, and is not run.'
      : `There is no contender "${id}".`;
    throw new ComputeError('UNSUPPORTED', what);
  }
  if (!contender.ops.includes(setting.problem.op)) {
    throw new ComputeError('UNSUPPORTED', `${contender.label} does not solve ${setting.family.name}.`);
  }
  const library = libraryOf(contender.id);
  if (!library) return prepareProgram(id, setting);
  const names = Object.keys(parseVariant(id).overrides);
  if (names.length === 0) return prepareLibrary(library, setting);
  throw new ComputeError(
    'UNSUPPORTED',
    `${names.join(', ')}: ${contender.label} is a library and has no parameters.`,
  );
}

/**
 * Which contenders are available on a device, and for the others why they are not. A GPU is compared with routines of
 * the processor too. Throws NativeError.
 */
export async function availableContenders(
  native: Native,
  device: NativeDevice,
  hasProcessor: boolean,
): Promise<DeviceInfo['contenders']> {
  const own = await native.routines(device.id);
  const ofProcessor = hasProcessor && device.id !== PROCESSOR ? await native.routines(PROCESSOR) : own;
  const reasonOf = ({ routine, label, runsOn }: Library) => {
    const known = (runsOn === 'cpu' ? ofProcessor : own).find(({ name }) => name === routine);
    return known ? known.reason : `This version of the addon does not know ${label}.`;
  };
  return CONTENDERS.map(({ id }) => {
    const library = libraryOf(id);
    const reason = library ? reasonOf(library) : lackOf(id, null, device);
    return reason === null ? { id, available: true } : { id, available: false, reason };
  });
}
