import { addon } from './addon.ts';
import { bufferMethods } from './buffers.ts';
import { checkMethods } from './check.ts';
import { compileMethods } from './compile.ts';
import { conditionMethods } from './conditions.ts';
import { knownClangVersion } from './cpu-device.ts';
import { listDevices } from './devices.ts';
import { executeMethods } from './execute.ts';
import { routineMethods } from './routines.ts';
import type { Native } from './types.ts';
import { coded } from './validation.ts';

export { NATIVE_ERROR_CODES, NativeError, type NativeErrorCode } from './error.ts';
export type * from './types.ts';

/** Of the addon's interface; the one of package.json is the product's. */
const ADDON_VERSION = '2';

/** The machine's devices, compilers and libraries. The addon is loaded by the first call that needs it. */
export const native: Native = {
  devices: () => coded(listDevices),

  ...compileMethods,
  ...bufferMethods,
  ...routineMethods,
  ...executeMethods,
  ...checkMethods,
  ...conditionMethods,

  blas() {
    const { name, version } = addon().blas();
    return name ? { name, version } : { reason: version };
  },

  versions() {
    const { name, version } = addon().blas();
    const clang = knownClangVersion();
    return { addon: ADDON_VERSION, blas: name ? `${name} ${version}` : 'none', ...(clang && { clang }) };
  },
};
