import { native } from '../../index.ts';
import type { NativeDevice } from '../../types.ts';

// Where there is no Metal, its double runs on the cpu: see native/test/apple/README.md.
if (process.platform !== 'darwin') process.env.TILESCOPE_BACKEND ??= 'metal-double';

/** The devices that the suite runs on, with the same cells and checks for all. */
export const devices: readonly NativeDevice[] = await native.devices();

export const gpus = devices.filter(({ kind }) => kind === 'gpu');

/** Whether Metal is the double: it can be given faults, and a GPU that hangs does no harm. */
export const isDouble = process.platform !== 'darwin';
