import { NativeError } from '../error.ts';
import type { DeviceBuffer, Library, Native, Routine, RoutineName, RoutineSpec } from '../types.ts';
import { addon } from './addon.ts';
import type { AddonRoutine, BufferHandle, RoutineHandle } from './addon-types.ts';
import { handleOf, releaseBuffer } from './buffers.ts';
import { releaseOf } from './compile.ts';
import { driverOf } from './devices.ts';
import { defaultsOf, operandsOf, ROUTINES } from './routine-operands.ts';
import { checkChoice, checkOwner, coded, known } from './validation.ts';

const NAMES = Object.keys(ROUTINES) as RoutineName[];

type DType = RoutineSpec['dtype'];

const ELEMENT_BYTES: Readonly<Record<DType, number>> = { f32: 4, f16: 2, f64: 8, bf16: 2, i8: 1 };

function dtypesOf(name: RoutineName): readonly DType[] {
  if (name === 'mpsgraph-elementwise') return ['f32', 'f16', 'bf16', 'i8'];
  return name === 'cblas-dgemm' ? ['f32', 'f16', 'f64'] : ['f32', 'f16'];
}

const routines = new WeakMap<Routine, { handle: RoutineHandle; device: string }>();

/** The addon's handle for a routine of `device`. Throws NativeError BAD_ARGUMENT. */
export function loadedRoutine(routine: Routine, device: string): RoutineHandle {
  const { handle, device: owner } = known(routines, routine, 'routine');
  checkOwner(`Routine ${routine.name}`, owner, device);
  return handle;
}

export const routineMethods = {
  routines: (device) =>
    coded(async () => {
      await driverOf(device);
      return NAMES.map((name) => ({ name, reason: addon().routineReason(device, name) }));
    }),

  routine: (device, spec) =>
    coded(async () => {
      await driverOf(device);
      checkChoice('name', spec.name, NAMES);
      checkChoice('dtype', spec.dtype, dtypesOf(spec.name));
      const { handle, note } = await addon().routine(device, toAddonRoutine(device, spec));
      const routine: Routine = { name: spec.name, note };
      routines.set(routine, { handle, device });
      return routine;
    }),

  release: (resource: DeviceBuffer | Routine | Library) => {
    const releaseLibrary = releaseOf(resource);
    if (releaseLibrary) releaseLibrary();
    else if ('sizeBytes' in resource) releaseBuffer(resource);
    else addon().release(known(routines, resource, 'routine').handle);
  },
} satisfies Partial<Native>;

function toAddonRoutine(device: string, spec: RoutineSpec): AddonRoutine {
  const handles: Record<string, BufferHandle> = {};
  for (const [operand, { buffer, extents, dtype = spec.dtype }] of Object.entries(operandsOf(spec))) {
    const elements = extents.reduce((product, extent) => product * extent, 1);
    const needed = elements * ELEMENT_BYTES[dtype];
    if (needed > buffer.sizeBytes) {
      throw new NativeError(
        'BUFFER_RANGE',
        `${spec.name}: ${operand} of ${extents.join('×')} ${dtype} needs ${needed} bytes, but its buffer has ${buffer.sizeBytes}`,
      );
    }
    handles[operand] = handleOf(buffer, device);
  }
  return { ...defaultsOf(spec), ...spec, ...handles };
}
