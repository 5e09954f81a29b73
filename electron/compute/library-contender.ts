import { type Library, type LibraryCall, libraryCall } from '../../kernels/index.ts';
import type { DeviceBuffer, RoutineSpec } from '../../native/types.ts';
import type { PreparedContender, Setting } from './contenders.ts';
import { ComputeError } from './failure.ts';
import type { BufferSet } from './operands.ts';
import { createRunner } from './runner.ts';

/** Makes a library's routine ready to run a problem. Throws UNSUPPORTED with the reason for what it does not solve. */
export async function prepareLibrary(library: Library, setting: Setting): Promise<PreparedContender> {
  const { native, device, problem, operands, encoding } = setting;
  const solved = libraryCall(library, problem);
  if ('reason' in solved) throw new ComputeError('UNSUPPORTED', solved.reason);
  if (encoding === 'indirect') {
    throw new ComputeError('UNSUPPORTED', `${library.label} encodes its commands itself: not indirectly.`);
  }
  const routines: Awaited<ReturnType<typeof native.routine>>[] = [];
  const release = () => {
    for (const routine of routines) native.release(routine);
  };
  try {
    for (const buffers of [operands.buffers, ...operands.copies]) {
      routines.push(await native.routine(device.id, specOf(solved.call, buffers)));
    }
  } catch (error) {
    release();
    throw error;
  }
  return { compileMs: null, run: createRunner(native, device, routines), release };
}

/** The call with the problem's buffers in place of their names. */
function specOf({ routine: name, buffers: names, ...call }: LibraryCall, buffers: BufferSet): RoutineSpec {
  const bound = Object.entries(names).map(([operand, buffer]): [string, DeviceBuffer] => {
    const found = buffers[buffer];
    if (!found) throw new Error(`${name} works on "${buffer}", which the problem does not have`);
    return [operand, found];
  });
  // The table of libraries pairs each name with the call of its kind.
  return { name, ...call, ...Object.fromEntries(bound) } as unknown as RoutineSpec;
}
