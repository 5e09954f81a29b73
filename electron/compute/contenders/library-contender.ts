import { type Library, type LibraryCall, libraryCall } from '../../../kernels/index.ts';
import type { DeviceBuffer, Routine, RoutineSpec } from '../../../native/types.ts';
import { ComputeError } from '../failure.ts';
import type { PreparedContender, Setting } from './contenders.ts';
import type { BufferSet } from './operands.ts';
import { createRunner } from './runner.ts';

/** The device that routines of the processor run on, whatever they are compared with. */
export const PROCESSOR = 'cpu';

/** Makes a library's routine ready to run a problem. Throws UNSUPPORTED with the reason for what it does not solve. */
export async function prepareLibrary(library: Library, setting: Setting): Promise<PreparedContender> {
  const { native, problem, encoding } = setting;
  const solved = libraryCall(library, problem);
  if ('reason' in solved) throw new ComputeError('UNSUPPORTED', solved.reason);
  if (encoding === 'indirect') {
    throw new ComputeError('UNSUPPORTED', `${library.label} encodes its commands itself: not indirectly.`);
  }
  const place = await placeOf(library, setting);
  const routines: Routine[] = [];
  const release = () => {
    for (const routine of routines) native.release(routine);
    place.release();
  };
  try {
    for (const buffers of [place.operands.buffers, ...place.operands.copies]) {
      routines.push(await native.routine(place.device.id, specOf(solved.call, buffers)));
    }
  } catch (error) {
    release();
    throw error;
  }
  const { device, operands } = place;
  return { compileMs: null, run: createRunner(native, device, routines), operands, release };
}

/** The device that a library runs on, and memory there: a GPU's may be out of the processor's sight. */
async function placeOf(library: Library, { device, operands }: Setting) {
  if (library.runsOn === 'gpu' || device.kind === 'cpu')
    return { device, operands, release: () => undefined };
  const own = await operands.elsewhere(PROCESSOR);
  return { device: { id: PROCESSOR, threads: null }, operands: own, release: own.release };
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
