import { NativeError } from '../error.ts';
import type {
  ConvolutionSpec,
  CopySpec,
  DeviceBuffer,
  Library,
  Native,
  NormalizationSpec,
  ProductSpec,
  Routine,
  RoutineName,
  RoutineSpec,
} from '../types.ts';
import { addon } from './addon.ts';
import type { AddonRoutine, BufferHandle, RoutineHandle } from './addon-types.ts';
import { handleOf, releaseBuffer } from './buffers.ts';
import { releaseOf } from './compile.ts';
import { driverOf } from './devices.ts';
import { checkChoice, checkCount, checkOwner, coded, known, LARGEST_COUNT } from './validation.ts';

/** Every routine, with the problem it solves. */
const ROUTINES = {
  'mps-matmul': 'product',
  'mpsgraph-matmul': 'product',
  'mps-attention': 'attention',
  'mpsgraph-attention': 'attention',
  'cblas-sgemm': 'product',
  'cblas-dgemm': 'product',
  'cblas-attention': 'attention',
  'cblas-convolution': 'convolution',
  'mpsgraph-normalization': 'normalization',
  'cblas-copy': 'copy',
} as const satisfies Record<RoutineName, 'product' | 'attention' | 'convolution' | 'normalization' | 'copy'>;

const NAMES = Object.keys(ROUTINES) as RoutineName[];

const ELEMENT_BYTES: Readonly<Record<RoutineSpec['dtype'], number>> = { f32: 4, f16: 2, f64: 8 };

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
      checkChoice('dtype', spec.dtype, spec.name === 'cblas-dgemm' ? ['f32', 'f16', 'f64'] : ['f32', 'f16']);
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
  return { batch: 1, optimizationLevel: 0, ...spec, ...handles };
}

const isConvolution = (spec: RoutineSpec): spec is ConvolutionSpec => ROUTINES[spec.name] === 'convolution';
const isProduct = (spec: RoutineSpec): spec is ProductSpec => ROUTINES[spec.name] === 'product';

const isNormalization = (spec: RoutineSpec): spec is NormalizationSpec =>
  ROUTINES[spec.name] === 'normalization';

const isCopy = (spec: RoutineSpec): spec is CopySpec => ROUTINES[spec.name] === 'copy';

/** A buffer of a routine, and the extents of what is in it. */
interface Operand {
  readonly buffer: DeviceBuffer;
  readonly extents: readonly number[];
}

/** A routine's buffers. Throws NativeError BAD_ARGUMENT. */
function operandsOf(spec: RoutineSpec): Record<string, Operand> {
  if (isProduct(spec)) {
    const { batch, m, n, k } = checkExtents({ batch: spec.batch ?? 1, m: spec.m, n: spec.n, k: spec.k });
    checkBeyondPlain(spec);
    const members = (isShared = false) => (isShared || batch === 1 ? [] : [batch]);
    return {
      a: { buffer: spec.a, extents: [...members(spec.sharedA), spec.sameRowsA ? 1 : m, k] },
      b: { buffer: spec.b, extents: [...members(spec.sharedB), k, n] },
      c: { buffer: spec.c, extents: [...members(), m, n] },
      ...(spec.bias && { bias: { buffer: spec.bias, extents: [n] } }),
    };
  }
  if (isConvolution(spec)) return convolutionOperands(spec);
  if (isNormalization(spec)) return normalizationOperands(spec);
  if (isCopy(spec)) {
    const { members, rows, columns, x, y } = spec;
    checkExtents({ members, rows, columns, elements: members * rows * columns });
    const extents = [members, rows, columns];
    return { x: { buffer: x, extents }, y: { buffer: y, extents } };
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

function normalizationOperands(spec: NormalizationSpec): Record<string, Operand> {
  const { rows, groups, channels, positions, x, y, weight, bias, mean, variance } = spec;
  checkExtents({ rows, groups, channels, positions });
  const own = [groups, channels];
  if ((mean === undefined) !== (variance === undefined) || (mean && spec.dtype !== 'f32')) {
    throw new NativeError('BAD_ARGUMENT', `${spec.name}: expected a mean and a variance, of f32, or neither`);
  }
  if (spec.softmax && (weight || bias || mean)) {
    throw new NativeError('BAD_ARGUMENT', `${spec.name}: expected only x and y with softmax`);
  }
  return {
    x: { buffer: x, extents: [rows, ...own, positions] },
    y: { buffer: y, extents: [rows, ...own, positions] },
    ...(weight && { weight: { buffer: weight, extents: own } }),
    ...(bias && { bias: { buffer: bias, extents: own } }),
    ...(mean && { mean: { buffer: mean, extents: own } }),
    ...(variance && { variance: { buffer: variance, extents: own } }),
  };
}

/** Images, weights and a bias. */
function convolutionOperands(spec: ConvolutionSpec) {
  const { batch, channels, filters, groups } = checkExtents({
    batch: spec.batch,
    channels: spec.channels,
    filters: spec.filters,
    groups: spec.groups,
  });
  if (channels % groups !== 0 || filters % groups !== 0) {
    throw new NativeError('BAD_ARGUMENT', `groups = ${groups}: expected a divisor of channels and filters`);
  }
  const axes = (of: 'extent' | 'window' | 'positions') => spec.axes.map((axis) => axis[of]);
  for (const { after, before, ...extents } of spec.axes) {
    checkExtents(extents);
    checkCount('before', before, 0, LARGEST_COUNT);
    checkCount('after', after, 0, LARGEST_COUNT);
  }
  return {
    x: { buffer: spec.x, extents: [batch, ...axes('extent'), channels] },
    w: { buffer: spec.w, extents: [filters, ...axes('window'), channels / groups] },
    y: { buffer: spec.y, extents: [batch, ...axes('positions'), filters] },
    ...(spec.bias && { bias: { buffer: spec.bias, extents: [filters] } }),
  };
}

/** What only MPSGraph's product can do is refused for the others. */
function checkBeyondPlain({ name, batch = 1, bias, sameRowsA = false, transposeA }: ProductSpec): void {
  const isPlain = batch === 1 && !bias && !sameRowsA;
  if (!isPlain && name !== 'mpsgraph-matmul') {
    throw new NativeError('UNSUPPORTED', `${name}: expected a plain product, without a batch or a bias`);
  }
  if (sameRowsA && (transposeA || batch > 1)) {
    throw new NativeError('BAD_ARGUMENT', 'sameRowsA: expected one product, and A not transposed');
  }
}

function checkExtents<T extends Record<string, number>>(extents: T): T {
  for (const [name, value] of Object.entries(extents)) checkCount(name, value, 1, LARGEST_COUNT);
  return extents;
}
