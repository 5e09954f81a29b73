import { estimate, knownFault, type Library, type LibraryCall, libraryCall } from '../../../kernels/index.ts';
import type { DeviceBuffer, ProductSpec, Routine, RoutineSpec } from '../../../native/types.ts';
import { ComputeError } from '../failure.ts';
import type { BufferSet } from './operands.ts';
import type { PreparedContender, Setting } from './prepared-contender.ts';
import { createRunner } from './runner.ts';

/** The device that the processor's routines run on, whatever they are compared with. */
export const PROCESSOR = 'cpu';

/**
 * Makes a library's routine ready to run a problem. Throws UNSUPPORTED with the reason if it does not solve it.
 * @param more what a problem cannot say
 */
export async function prepareLibrary(
  library: Library,
  setting: Setting,
  more: Pick<ProductSpec, 'sameRowsA'> = {},
): Promise<PreparedContender> {
  const { native, problem, encoding, spinMs } = setting;
  const solved = libraryCall(library, problem);
  if ('reason' in solved) throw new ComputeError('UNSUPPORTED', solved.reason);
  if (encoding === 'indirect') {
    const message = `${library.label} encodes its own commands and cannot use an indirect command buffer.`;
    throw new ComputeError('UNSUPPORTED', message);
  }
  const place = await placeOf(library, setting);
  const routines: Routine[] = [];
  const release = () => {
    for (const routine of routines) native.release(routine);
    place.release();
  };
  try {
    for (const buffers of [place.operands.buffers, ...place.operands.copies]) {
      routines.push(await native.routine(place.device.id, { ...specOf(solved.call, buffers), ...more }));
    }
  } catch (error) {
    release();
    throw error;
  }
  const { device, operands } = place;
  const { flops } = estimate(problem);
  const run = createRunner({ native, device, works: routines, flops, spinMs });
  const notes = [routines[0]?.note ?? null, hiddenFault(library.id, setting)].filter((note) => note !== null);
  return { compileMs: null, note: notes.join('. ') || null, run, operands, release };
}

/** What is known of a fault whose error comes and goes on this GPU; null if nothing is. */
function hiddenFault(library: string, { problem, device }: Setting): string | null {
  const fault = knownFault(library, problem);
  const isHidden = fault?.hiddenOn?.includes(device.gpu?.family ?? '') ?? false;
  return fault && isHidden ? `May be right by chance: ${fault.reason} (${fault.source})` : null;
}

/** The device that a library runs on, with memory there: the processor may not see a GPU's. */
async function placeOf(library: Library, { device, operands }: Setting) {
  if (library.runsOn === 'gpu' || device.kind === 'cpu')
    return { device, operands, release: () => undefined };
  const own = await operands.elsewhere(PROCESSOR);
  return { device: { id: PROCESSOR, threads: null }, operands: own, release: own.release };
}

/** A routine's call with the problem's buffers in place of their names. */
function specOf(call: LibraryCall, set: BufferSet): RoutineSpec {
  const named = (name: string): DeviceBuffer => {
    const buffer = set[name];
    if (buffer) return buffer;
    throw new Error(`${call.routine} needs the buffer "${name}", which the problem does not have`);
  };
  const { routine, buffers, ...shape } = call;
  const operands = Object.entries(buffers).map(([operand, name]) => [operand, named(name)]);
  return { name: routine, ...shape, ...Object.fromEntries(operands) } as RoutineSpec;
}
