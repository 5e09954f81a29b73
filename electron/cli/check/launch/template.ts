import { type ElementType, elementType, structLayout } from '../../../../kernels/index.ts';
import type {
  BufferContents,
  CheckLaunch,
  DescribedArgument,
  DescribedKernel,
  DescribedLibrary,
  StructField,
} from '../../../ipc/check-types.ts';
import { type StructMember, structMembers } from './structs.ts';

/** Elements of a buffer, and threads of a grid: enough for several threadgroups, and quick to check. */
const COUNT = 1024;
/** COUNT as a square, for sizes that come in pairs. */
const SIDE = 32;
const THREADS = 256;
/** Bytes of an element of unknown type: a float4, the largest common one. */
const UNKNOWN_BYTES = 16;

/** A launch to edit, and what in it was guessed. */
interface Template {
  launch: CheckLaunch;
  /** "buffer(0) 'out': unknown size of T, using 16384 bytes of zeros" */
  notes: string[];
}

/** A complete launch of a kernel; sizes and values are for the user to change. */
export function launchTemplate(kernel: DescribedKernel, library: DescribedLibrary, source: string): Template {
  const structs = structMembers(source);
  const notes: string[] = [];
  const limit = kernel.maxThreadsPerThreadgroup ?? library.limits.maxThreadsPerThreadgroup;
  const isPlane = kernel.arguments.some(({ kind, type }) => kind === 'position' && /^\w+2$/.test(type));
  const buffers: Record<string, BufferContents> = {};
  const threadgroupMemory: Record<string, number> = {};
  for (const argument of kernel.arguments) {
    const bare = bareType(argument.isTensor ? elementOf(argument.type) : argument.type);
    const type = elementType(bare);
    if (argument.isTensor) {
      const tensor = { extents: Array(rankOf(argument.type)).fill(SIDE) };
      const count = SIDE ** tensor.extents.length;
      const fill = argument.access === 'read' ? 'random' : 'zero';
      buffers[argument.index] = { type: type?.name ?? 'float', count, fill, tensor };
      if (!type)
        notes.push(
          `buffer(${argument.index}) '${argument.name}': unknown elements of ${argument.type}, using float`,
        );
    } else if (argument.kind === 'buffer') {
      const contents = contentsOf(argument, type, structs.get(bare));
      buffers[argument.index] = contents ?? { type: 'uint4', count: COUNT, fill: 'zero' };
      if (!contents) notes.push(unknownSize(argument, bare, `${COUNT * UNKNOWN_BYTES} bytes of zeros`));
    } else if (argument.kind === 'threadgroup') {
      const bytes = Math.min(limit, THREADS) * (type?.sizeBytes ?? UNKNOWN_BYTES);
      threadgroupMemory[argument.index] = Math.ceil(bytes / 16) * 16;
      if (!type) notes.push(unknownSize(argument, bare, `${threadgroupMemory[argument.index]} bytes`));
    }
  }
  const constants = Object.fromEntries(
    library.functionConstants.map(({ index, type }) => [index, sampleConstant(type)]),
  );
  const launch: CheckLaunch = {
    kernel: kernel.name,
    ...(library.functionConstants.length > 0 && { constants }),
    buffers,
    ...(Object.keys(threadgroupMemory).length > 0 && { threadgroupMemory }),
    ...(isPlane
      ? planeExtents(limit)
      : { grid: [COUNT, 1, 1], threadsPerThreadgroup: [Math.min(THREADS, limit), 1, 1] }),
  };
  return { launch, notes };
}

function planeExtents(limit: number): Pick<CheckLaunch, 'grid' | 'threadsPerThreadgroup'> {
  const side = 2 ** Math.floor(Math.log2(Math.min(THREADS, limit)) / 2);
  return { grid: [SIDE, SIDE, 1], threadsPerThreadgroup: [side, side, 1] };
}

function contentsOf(
  { type: declared, access }: DescribedArgument,
  type: ElementType | null,
  members: readonly StructMember[] | undefined,
): BufferContents | null {
  const isReference = declared.includes('&');
  if (members && isReference) return { struct: structFields(members) };
  if (members) return { type: 'uchar', count: COUNT * structBytes(members), fill: 'zero' };
  if (!type) return null;
  if (isReference) return { type: type.name, values: Array(type.lanes).fill(sampleValue(type, type.lanes)) };
  if (access === 'read-write') return { type: type.name, count: COUNT, fill: 'zero' };
  // Whole numbers are often indices into another buffer: these are all in bounds.
  return { type: type.name, count: COUNT, fill: type.isReal ? 'random' : 'index' };
}

function structBytes(members: readonly StructMember[]): number {
  return structLayout(members.map(({ type }) => memberType(type))).sizeBytes;
}

function structFields(members: readonly StructMember[]): StructField[] {
  const sizes = members.filter(({ type }) => !memberType(type).isReal).length;
  return members.map(({ name, type }) => {
    const { lanes, ...element } = memberType(type);
    const value = sampleValue(element, sizes);
    return { name, type, value: lanes === 1 ? value : Array(lanes).fill(value) };
  });
}

/** structMembers() returns known types only. */
function memberType(type: string): ElementType {
  const known = elementType(type);
  if (!known) throw new Error(`unknown type of a struct member: ${type}`);
  return known;
}

/** A plausible value; whole numbers are taken for sizes whose product, with their neighbours, is about `COUNT`. */
function sampleValue(
  { isReal, scalar }: Pick<ElementType, 'isReal' | 'scalar'>,
  neighbours: number,
): number | boolean {
  if (scalar === 'bool') return true;
  if (isReal) return 1;
  return neighbours > 1 || /char/.test(scalar) ? SIDE : COUNT;
}

function sampleConstant(type: string): NonNullable<CheckLaunch['constants']>[string] {
  const { scalar = 'uint', isReal = false } = elementType(type) ?? {};
  if (scalar === 'bool') return { type: 'bool', value: true };
  if (isReal) return { type: 'float', value: 1 };
  return { type: scalar.startsWith('u') ? 'uint' : 'int', value: 1 };
}

/** "device half" for "tensor < device half , dextents < int , 2 > >" */
const elementOf = (type: string) => /\btensor <([^,]*)/.exec(type)?.[1] ?? type;

/** How many dimensions a tensor has: mostly they are two, and so they are where it has a name of its own. */
const rankOf = (type: string) => Number(/\bdextents < [^,]*, (\d) >/.exec(type)?.[1] ?? 2);

/** "float" for "device const float *" */
function bareType(type: string): string {
  return type
    .replace(/\b(?:device|constant|threadgroup|const|volatile|restrict|coherent|struct)\b|[*&]/g, '')
    .trim();
}

function unknownSize({ kind, index, name }: DescribedArgument, type: string, used: string): string {
  return `${kind}(${index}) '${name}': unknown size of ${type}, using ${used}`;
}
