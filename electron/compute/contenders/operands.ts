import { DTYPE, type Family, type Problem, type ProgramBuffer } from '../../../kernels/index.ts';
import type { BufferOptions, DeviceBuffer, Native } from '../../../native/types.ts';
import type { Method } from '../../ipc/types.ts';
import { BUFFER_CODECS } from './buffer-codec.ts';
import { createDraw, normalData } from './data.ts';

/** Every byte of an output before a run: NaN in all floating-point types, −1 or 255 in integers. */
const POISON = 0xff;
/** Bytes written at a time when an output is poisoned. */
const POISON_CHUNK = 2 ** 22;
/** Of any MSL type, in bytes: no buffer ends nearer to the end of its pages. */
const ALIGNMENT = 16;

/** An output as a run left it. */
export interface Output {
  readonly values: Float32Array;
  /** As they are in memory. */
  readonly bytes: Uint8Array;
  /** How many of the values are its own, and not behind it. */
  readonly elements: number;
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
  /**
   * Bytes of NaN behind each buffer, so that reads and writes past its end show in the result; none by default. Behind
   * one at the end of its pages there are only those that fill it up to its alignment.
   */
  readonly nanBytesBehind?: number;
  /** Where on the cpu a buffer lies in its pages, beside which memory is inaccessible; 'start' by default. */
  readonly placement?: NonNullable<BufferOptions['placement']>;
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
  readonly placement: NonNullable<Allocation['placement']>;
  /**
   * Restores the outputs that are also read, and fills the others with NaN, in all sets: an element that a kernel leaves
   * out cannot pass for a result.
   */
  resetOutputs(): Promise<void>;
  /** Restores only those that are also read, which grow from run to run; null if there are none. */
  readonly restoreOutputs: (() => Promise<void>) | null;
  /** Writes other data of the same problem over the inputs in all sets; outputs that are only written stay as they are. */
  refill(data: ProblemData): Promise<void>;
  /** The first element of an input, in any of the sets, that is not what was written there; null if all are. */
  changedInput(): Promise<{ readonly name: string; readonly index: number } | null>;
  /** An output in one of the sets of buffers; in the first by default. */
  readOutput(name: string, set?: number): Promise<Output>;
  /** Buffers with the same inputs on another device. */
  elsewhere(device: string): Promise<Operands>;
  release(): void;
}

/** Makes other numbers of those that are drawn for an input. Both functions may change the array itself. */
export interface Shaping {
  normal(values: Float32Array, name: string): Float32Array;
  /** Is given all values of an input. */
  finish?(name: string, values: Float32Array): void;
}

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
 * @param shaping what is made of normal numbers; by default they are left as they are
 */
export async function createData(
  family: Family<Problem>,
  problem: Problem,
  seed: number,
  shaping: Shaping = { normal: (values) => values },
): Promise<ProblemData> {
  const inputs: Record<string, Float32Array> = {};
  const buffers: ProblemData['buffers'][number][] = [];
  for (const described of family.buffers(problem)) {
    const data = described.role === 'output' ? null : await dataOf(family, problem, described, seed, shaping);
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
  { storage = 'shared', sets = () => 1, nanBytesBehind = 0, placement = 'start' }: Allocation = {},
): Promise<Operands> {
  const buffers: Record<string, DeviceBuffer> = {};
  const copies: Record<string, DeviceBuffer>[] = [];
  const inputs: Record<string, FilledBuffer> = {};
  const outputs: Record<string, FilledBuffer> = {};
  const release = () => {
    for (const set of [buffers, ...copies]) for (const buffer of Object.values(set)) native.release(buffer);
  };
  try {
    const setBytes = data.buffers.reduce((sum, { described }) => sum + sizeOf(described), 0);
    for (let set = 1; set < sets(setBytes); set++) copies.push({});
    for (const { described, bytes } of data.buffers) {
      const { name, role } = described;
      const behind =
        placement === 'end' ? (ALIGNMENT - (sizeOf(described) % ALIGNMENT)) % ALIGNMENT : nanBytesBehind;
      for (const set of [buffers, ...copies]) {
        const made = await native.buffer(device, sizeOf(described) + behind, { storage, placement });
        set[name] = made;
        if (behind > 0) await poison(native, made);
        if (bytes) await native.write(made, bytes);
      }
      const inSets = [buffers, ...copies].map((set) => set[name] as DeviceBuffer);
      (role === 'input' ? inputs : outputs)[name] = { described, inSets, before: bytes };
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
    placement,
    resetOutputs: () => reset(native, Object.values(outputs)),
    restoreOutputs: alsoRead.length > 0 ? () => reset(native, alsoRead) : null,
    refill: async (other) => {
      for (const { described, bytes } of other.buffers) {
        const filled = inputs[described.name] ?? outputs[described.name];
        if (!filled || !bytes) continue;
        filled.before = bytes;
        await reset(native, [filled]);
      }
    },
    changedInput: async () => {
      for (const [name, input] of Object.entries(inputs)) {
        const index = await firstChange(native, input);
        if (index !== null) return { name, index };
      }
      return null;
    },
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

interface FilledBuffer {
  readonly described: ProgramBuffer;
  /** Its buffer in each set. */
  readonly inSets: readonly DeviceBuffer[];
  /** Its contents before a run; null for poison. */
  before: Uint8Array | null;
}

/** The numbers of an input, rounded to its data type, and their bytes. */
async function dataOf(
  family: Family<Problem>,
  problem: Problem,
  described: ProgramBuffer,
  seed: number,
  shaping: Shaping,
) {
  const { name, dtype } = described;
  const purpose = `${name} ${described.shape.join('x')}`;
  const draw = createDraw(seed, purpose);
  const exact =
    family.data(problem, name, { ...draw, normal: (count) => shaping.normal(draw.normal(count), name) }) ??
    shaping.normal(await normalData(elementsOf(described), seed, purpose), name);
  shaping.finish?.(name, exact);
  const encoded = BUFFER_CODECS[dtype].encode(exact);
  const bytes = new Uint8Array(encoded.buffer as ArrayBuffer, encoded.byteOffset, encoded.byteLength);
  // Rounded data need an array of their own; float32 numbers are kept once.
  const values = dtype === 'f32' ? exact : BUFFER_CODECS[dtype].decode(encoded.buffer as ArrayBuffer);
  return { values, bytes };
}

async function reset(native: Native, outputs: readonly FilledBuffer[]): Promise<void> {
  for (const { inSets, before } of outputs) {
    for (const buffer of inSets) {
      if (before) await native.write(buffer, before);
      else await poison(native, buffer);
    }
  }
}

/** The first element that is not as before, in any set; what is behind the buffer is poison. */
async function firstChange(
  native: Native,
  { described, inSets, before }: FilledBuffer,
): Promise<number | null> {
  for (const buffer of inSets) {
    const found = Buffer.from(await native.read(buffer));
    const expected = Buffer.alloc(found.length, POISON);
    if (before) expected.set(before);
    if (found.equals(expected)) continue;
    const at = found.findIndex((byte, position) => byte !== expected[position]);
    return Math.floor(at / DTYPE[described.dtype].sizeBytes);
  }
  return null;
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
  { described, inSets, before }: FilledBuffer,
  set: number,
): Promise<Output> {
  const { sizeBytes } = DTYPE[described.dtype];
  const raw = await native.read(inSets[set] as DeviceBuffer);
  const bytes = new Uint8Array(raw);
  return {
    values: BUFFER_CODECS[described.dtype].decode(raw),
    bytes,
    elements: elementsOf(described),
    isUntouched: (index) => {
      for (let at = index * sizeBytes; at < (index + 1) * sizeBytes; at++) {
        // What is behind the buffer is poison, even if that has contents.
        if (bytes[at] !== (before?.[at] ?? POISON)) return false;
      }
      return true;
    },
  };
}
