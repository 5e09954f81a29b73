import { addon } from './device/addon.ts';
import { bufferMethods } from './device/buffers.ts';
import { checkMethods } from './device/check.ts';
import { compileMethods } from './device/compile.ts';
import { conditionMethods } from './device/conditions.ts';
import { knownClangVersion } from './device/cpu-device.ts';
import { listDevices } from './device/devices.ts';
import { executeMethods } from './device/execute.ts';
import { referenceMethods } from './device/reference.ts';
import { routineMethods } from './device/routines.ts';
import { coded } from './device/validation.ts';
import { cacheFolder, cacheUse, clearCache } from './msl/index.ts';
import type { Native } from './types.ts';

export { NATIVE_ERROR_CODES, NativeError, type NativeErrorCode } from './error.ts';
export type * from './types.ts';

/** Version of the addon's interface; package.json has the product's. */
const ADDON_VERSION = '2';

/** The machine's devices, compilers and libraries. The first call that needs the addon loads it. */
export const native: Native = {
  devices: () => coded(listDevices),

  ...compileMethods,
  ...bufferMethods,
  ...routineMethods,
  ...executeMethods,
  ...checkMethods,
  ...referenceMethods,
  ...conditionMethods,

  cache: ({ clear }) =>
    coded(async () => {
      const folder = cacheFolder();
      if (clear) await clearCache(folder);
      return cacheUse(folder);
    }),

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
