import type { TestContext } from 'vitest';
import { native } from '../../index.ts';
import type { NativeDevice, RoutineName } from '../../types.ts';

// Where there is no Metal, its double runs on the cpu: see native/test/apple/README.md.
if (process.platform !== 'darwin') process.env.TILESCOPE_BACKEND ??= 'metal-double';

/** The devices that the suite runs on, with the same cells and checks for all. */
export const devices: readonly NativeDevice[] = await native.devices();

export const gpus = devices.filter(({ kind }) => kind === 'gpu');

/** Whether Metal is the double: it can be given faults, and a GPU that hangs does no harm. */
export const isDouble = process.platform !== 'darwin';

/** Whether it stands for an Apple GPU, which has everything that calls can be made of. */
export const isAppleDouble = isDouble && process.env.TILESCOPE_DOUBLE_GPU === undefined;

/** Skips a test on a GPU that does not execute indirect command buffers: one of a virtual machine. */
export function needsIndirect({ skip }: TestContext, { gpu }: Pick<NativeDevice, 'gpu'>): void {
  skip(gpu?.indirectEncoding === false, 'the GPU does not execute indirect command buffers');
}

/** Skips a test on a device that lacks a routine, with its reason. */
export async function needsRoutine({ skip }: TestContext, id: string, name: RoutineName): Promise<void> {
  const reason = await reasonOf(id, name);
  skip(reason !== null, reason ?? '');
}

/** Why a device lacks a routine; null if it has it. */
export async function reasonOf(id: string, name: RoutineName): Promise<string | null> {
  const found = (await native.routines(id)).find((routine) => routine.name === name);
  return found ? found.reason : `there is no routine ${name}`;
}
