import { NativeError } from '../error.ts';
import type { DeviceBuffer, Native, ProductSpec, Routine, RoutineName, RoutineSpec } from '../types.ts';
import { addon } from './addon.ts';
import type { AddonRoutine, BufferHandle, RoutineHandle } from './addon-types.ts';
import { handleOf, releaseBuffer } from './buffers.ts';
import { driverOf } from './devices.ts';
import { checkChoice, checkCount, checkOwner, coded, known, LARGEST_COUNT } from './validation.ts';

/** Every routine, with the problem it solves: a matrix product or attention. */
const ROUTINES = {
  'mps-matmul': 'product',
  'mpsgraph-matmul': 'product',
  'mps-attention': 'attention',
  'mpsgraph-attention': 'attention',
  'cblas-sgemm': 'product',
  'cblas-dgemm': 'product',
  'cblas-attention': 'attention',
} as const satisfies Record<RoutineName, 'product' | 'attention'>;

const NAMES = Object.keys(ROUTINES) as RoutineName[];

const ELEMENT_BYTES: Readonly<Record<RoutineSpec['dtype'], number>> = { f32: 4, f16: 2 };

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
      checkChoice('dtype', spec.dtype, ['f32', 'f16']);
      const handle = await addon().routine(device, toAddonRoutine(device, spec));
      const routine: Routine = { name: spec.name };
      routines.set(routine, { handle, device });
      return routine;
    }),

  release: (resource: DeviceBuffer | Routine) => {
    if ('sizeBytes' in resource) releaseBuffer(resource);
    else addon().release(known(routines, resource, 'routine').handle);
  },
} satisfies Partial<Native>;

function toAddonRoutine(device: string, spec: RoutineSpec): AddonRoutine {
  const handles: Record<string, BufferHandle> = {};
  for (const [operand, { buffer, extents }] of Object.entries(operandsOf(spec))) {
    const elements = extents.reduce((product, extent) => product * extent, 1);
    const needed = elements * ELEMENT_BYTES[spec.dtype];
    if (needed > buffer.sizeBytes) {
      throw new NativeError(
        'BUFFER_RANGE',
        `${spec.name}: ${operand} of ${extents.join('×')} ${spec.dtype} needs ${needed} bytes, but its buffer has ${buffer.sizeBytes}`,
      );
    }
    handles[operand] = handleOf(buffer, device);
  }
  return { ...spec, ...handles };
}

const isProduct = (spec: RoutineSpec): spec is ProductSpec => ROUTINES[spec.name] === 'product';

/** A routine's buffers and the extents of the matrices in them. Throws NativeError BAD_ARGUMENT. */
function operandsOf(spec: RoutineSpec): Record<string, { buffer: DeviceBuffer; extents: number[] }> {
  if (isProduct(spec)) {
    const { m, n, k } = checkExtents({ m: spec.m, n: spec.n, k: spec.k });
    return {
      a: { buffer: spec.a, extents: [m, k] },
      b: { buffer: spec.b, extents: [k, n] },
      c: { buffer: spec.c, extents: [m, n] },
    };
  }
  const { heads, rows, columns, d } = spec;
  checkExtents({ heads, rows, columns, d });
  return {
    q: { buffer: spec.q, extents: [heads, rows, d] },
    k: { buffer: spec.k, extents: [heads, columns, d] },
    v: { buffer: spec.v, extents: [heads, columns, d] },
    o: { buffer: spec.o, extents: [heads, rows, d] },
  };
}

function checkExtents<T extends Record<string, number>>(extents: T): T {
  for (const [name, value] of Object.entries(extents)) checkCount(name, value, 1, LARGEST_COUNT);
  return extents;
}
