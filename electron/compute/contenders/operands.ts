import { DTYPE, type Family, type Problem, type ProgramBuffer } from '../../../kernels/index.ts';
import type { DeviceBuffer, Native } from '../../../native/types.ts';
import type { Method } from '../../ipc/types.ts';
import { BUFFER_CODECS } from './buffer-codec.ts';
import { createDraw, normalData } from './data.ts';

/** Every byte of an output before a run: NaN in all floating-point types, −1 or 255 in integers. */
const POISON = 0xff;
/** Bytes written at a time when an output is poisoned. */
const POISON_CHUNK = 2 ** 22;

/** An output as a run left it. */
export interface Output {
  readonly values: Float32Array;
  /** As they are in memory. */
  readonly bytes: Uint8Array;
  /** Whether an element still holds what was there before the run, bit for bit. */
  isUntouched(index: number): boolean;
}

/** A problem's buffers on the device, by name. */
export type BufferSet = Readonly<Record<string, DeviceBuffer>>;

/** How the buffers of a problem are allocated. */
interface Allocation {
  /** 'shared' by default. */
  readonly storage?: Method['storage'];
  /** The number of sets of buffers, by the bytes of one set; 1 by default, and more to keep caches cold. */
  readonly sets?: (setBytes: number) => number;
  /** Bytes of NaN after each buffer, so that reads and writes past its end show in the result; none by default. */
  readonly nanBytesBehind?: number;
}

/**
 * The buffers of one problem, on the host and on the device. All contenders read and write the same memory, so that
 * none has better placed pages than another.
 */
export interface Operands {
  /** The inputs by name, as they are in their buffers: rounded to their data types. */
  readonly inputs: Readonly<Record<string, Float32Array>>;
  readonly buffers: BufferSet;
  /** Further sets of buffers with the same inputs; none unless caches have to be cold. */
  readonly copies: readonly BufferSet[];
  /** Where a program's scratch memory belongs. */
  readonly storage: Method['storage'];
  /**
   * Restores the outputs that are also read, and fills the others with NaN, in all sets: an element that a kernel leaves
   * out cannot pass for a result.
   */
  resetOutputs(): Promise<void>;
  /** Restores only those that are also read, which grow from run to run; null if there are none. */
  readonly restoreOutputs: (() => Promise<void>) | null;
  /** An output in one of the sets of buffers; in the first by default. */
  readOutput(name: string, set?: number): Promise<Output>;
  /** Buffers with the same inputs on another device. */
  elsewhere(device: string): Promise<Operands>;
  release(): void;
}

/** Makes other numbers of normal ones; it may change the array itself. */
type Shape = (normal: Float32Array) => Float32Array;

/** The data of one problem on the host, from which buffers can be made again and again. */
export interface ProblemData {
  /** The inputs by name, rounded to their data types. */
  readonly inputs: Readonly<Record<string, Float32Array>>;
  readonly buffers: readonly {
    readonly described: ProgramBuffer;
    /** What is in it before a run; null for nothing. */
    readonly bytes: Uint8Array | null;
  }[];
}

/**
 * Seeded data for a problem.
 * @param shape what is made of normal numbers; by default they are left as they are
 */
export async function createData(
  family: Family<Problem>,
  problem: Problem,
  seed: number,
  shape: Shape = (normal) => normal,
): Promise<ProblemData> {
  const inputs: Record<string, Float32Array> = {};
  const buffers: ProblemData['buffers'][number][] = [];
  for (const described of family.buffers(problem)) {
    const data = described.role === 'output' ? null : await dataOf(family, problem, described, seed, shape);
    if (data) inputs[described.name] = data.values;
    buffers.push({ described, bytes: data?.bytes ?? null });
  }
  return { inputs, buffers };
}

/** Writes seeded data for a problem to the device. Throws NativeError when memory runs out. */
export async function createOperands(
  native: Native,
  device: string,
  family: Family<Problem>,
  problem: Problem,
  seed: number,
  allocation: Allocation = {},
): Promise<Operands> {
  return allocate(native, device, await createData(family, problem, seed), allocation);
}

/** Writes a problem's data to new buffers on a device. Throws NativeError when memory runs out. */
export async function allocate(
  native: Native,
  device: string,
  data: ProblemData,
  { storage = 'shared', sets = () => 1, nanBytesBehind = 0 }: Allocation = {},
): Promise<Operands> {
  const buffers: Record<string, DeviceBuffer> = {};
  const copies: Record<string, DeviceBuffer>[] = [];
  const outputs: Record<string, OutputBuffer> = {};
  const release = () => {
    for (const set of [buffers, ...copies]) for (const buffer of Object.values(set)) native.release(buffer);
  };
  try {
    const setBytes = data.buffers.reduce((sum, { described }) => sum + sizeOf(described), 0);
    for (let set = 1; set < sets(setBytes); set++) copies.push({});
    for (const { described, bytes } of data.buffers) {
      const { name, role } = described;
      for (const set of [buffers, ...copies]) {
        const made = await native.buffer(device, sizeOf(described) + nanBytesBehind, { storage });
        set[name] = made;
        if (nanBytesBehind > 0) await poison(native, made);
        if (bytes) await native.write(made, bytes);
      }
      if (role === 'input') continue;
      const inSets = [buffers, ...copies].map((set) => set[name] as DeviceBuffer);
      outputs[name] = { described, inSets, before: bytes };
    }
  } catch (error) {
    release();
    throw error;
  }
  const alsoRead = Object.values(outputs).filter(({ before }) => before !== null);
  return {
    inputs: data.inputs,
    buffers,
    copies,
    storage,
    resetOutputs: () => reset(native, Object.values(outputs)),
    restoreOutputs: alsoRead.length > 0 ? () => reset(native, alsoRead) : null,
    readOutput: (name, set = 0) => {
      const output = outputs[name];
      if (!output) throw new Error(`"${name}" is not among the outputs: ${Object.keys(outputs).join(', ')}`);
      return readOutput(native, output, set);
    },
    elsewhere: (other) => allocate(native, other, data, { sets }),
    release,
  };
}

/** The number of elements of a buffer. */
function elementsOf({ shape }: ProgramBuffer): number {
  return shape.reduce((product, extent) => product * extent, 1);
}

/** The size of a buffer in bytes. */
export function sizeOf(described: ProgramBuffer): number {
  return elementsOf(described) * DTYPE[described.dtype].sizeBytes;
}

interface OutputBuffer {
  readonly described: ProgramBuffer;
  /** Its buffer in each set. */
  readonly inSets: readonly DeviceBuffer[];
  /** Its contents before a run; null for poison. */
  readonly before: Uint8Array | null;
}

/** The numbers of an input, rounded to its data type, and their bytes. */
async function dataOf(
  family: Family<Problem>,
  problem: Problem,
  described: ProgramBuffer,
  seed: number,
  shape: Shape,
) {
  const { name, dtype } = described;
  const purpose = `${name} ${described.shape.join('x')}`;
  const draw = createDraw(seed, purpose);
  const exact =
    family.data(problem, name, { ...draw, normal: (count) => shape(draw.normal(count)) }) ??
    shape(await normalData(elementsOf(described), seed, purpose));
  const encoded = BUFFER_CODECS[dtype].encode(exact);
  const bytes = new Uint8Array(encoded.buffer as ArrayBuffer, encoded.byteOffset, encoded.byteLength);
  // Rounded data need an array of their own; float32 numbers are kept once.
  const values = dtype === 'f32' ? exact : BUFFER_CODECS[dtype].decode(encoded.buffer as ArrayBuffer);
  return { values, bytes };
}

async function reset(native: Native, outputs: readonly OutputBuffer[]): Promise<void> {
  for (const { inSets, before } of outputs) {
    for (const buffer of inSets) {
      if (before) await native.write(buffer, before);
      else await poison(native, buffer);
    }
  }
}

/** Fills a buffer with NaN, or −1 or 255 of integers. */
export async function poison(native: Native, buffer: DeviceBuffer): Promise<void> {
  const chunk = new Uint8Array(Math.min(buffer.sizeBytes, POISON_CHUNK)).fill(POISON);
  for (let first = 0; first < buffer.sizeBytes; first += chunk.length) {
    await native.write(buffer, chunk.subarray(0, buffer.sizeBytes - first), first);
  }
}

async function readOutput(
  native: Native,
  { described, inSets, before }: OutputBuffer,
  set: number,
): Promise<Output> {
  const { sizeBytes } = DTYPE[described.dtype];
  const raw = await native.read(inSets[set] as DeviceBuffer);
  const bytes = new Uint8Array(raw);
  return {
    values: BUFFER_CODECS[described.dtype].decode(raw),
    bytes,
    isUntouched: (index) => {
      for (let at = index * sizeBytes; at < (index + 1) * sizeBytes; at++) {
        // What is behind the buffer is poison, even if that has contents.
        if (bytes[at] !== (before?.[at] ?? POISON)) return false;
      }
      return true;
    },
  };
}
