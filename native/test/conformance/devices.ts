import { native } from '../../index.ts';
import type { NativeDevice } from '../../types.ts';

// Where there is no Metal, its double runs on the cpu: see native/test/apple/README.md.
if (process.platform !== 'darwin') process.env.TILESCOPE_BACKEND ??= 'metal-double';

/** The devices that the suite runs on: the same cells and the same checks for all. */
export const devices: readonly NativeDevice[] = await native.devices();

export const gpus = devices.filter(({ kind }) => kind === 'gpu');

/** Whether Metal is the double's: faults can be injected, and nobody minds when the GPU hangs. */
export const isDouble = process.platform !== 'darwin';
