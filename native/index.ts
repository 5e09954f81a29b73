import { addon } from './addon.ts';
import { bufferMethods } from './buffers.ts';
import { checkMethods } from './check.ts';
import { compileMethods, findClang, knownClangVersion } from './compile.ts';
import { executeMethods } from './execute.ts';
import type { Native } from './types.ts';
import { coded, cpu } from './validation.ts';

export { NATIVE_ERROR_CODES, NativeError, type NativeErrorCode } from './error.ts';
export type * from './types.ts';

/** Of the addon's interface; the one of package.json is the product's. */
const ADDON_VERSION = '1';

/** The machine's devices, compilers and libraries. The addon is loaded by the first call that needs it. */
export const native: Native = {
  devices: () =>
    coded(async () => {
      await findClang(); // without it the device could run nothing
      return [cpu()];
    }),

  ...compileMethods,
  ...bufferMethods,
  ...executeMethods,
  ...checkMethods,

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
