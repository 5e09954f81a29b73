import { DTYPE, type Family, type Problem, type ProgramBuffer } from '../../../kernels/index.ts';
import type { DeviceBuffer, Native } from '../../../native/types.ts';
import type { Method } from '../../ipc/types.ts';
import { BUFFER_CODECS } from './buffer-codec.ts';
import { createDraw, normalData } from './data.ts';

/** Every byte of an output before a run: a NaN in all floating-point types, and in whole numbers −1 or 255. */
const POISON = 0xff;
/** Bytes written at a time when an output is poisoned. */
const POISON_CHUNK = 2 ** 22;

/** An output as a run left it. */
export interface Output {
  readonly values: Float32Array;
  /** Whether an element still holds what was there before the run, bit for bit. */
  isUntouched(index: number): boolean;
}

/** A problem's buffers on the device, by name. */
export type BufferSet = Readonly<Record<string, DeviceBuffer>>;

/** How the buffers of a problem are held. */
export interface Holding {
  /** 'shared' unless given. */
  readonly storage?: Method['storage'];
  /** Sets of equal buffers in all, 1 unless given: for caches that are to be cold. By the bytes of one set. */
  readonly sets?: (setBytes: number) => number;
}

/**
 * The buffers of one problem, on the host and on the device; all contenders read and write the same memory, so that
 * none has better placed pages than another.
 */
export interface Operands {
  /** What is read, by name, as it lies in its buffer: rounded to its data type. */
  readonly inputs: Readonly<Record<string, Float32Array>>;
  readonly buffers: BufferSet;
  /** Further sets of buffers with the same inputs: none unless caches are to be cold. */
  readonly copies: readonly BufferSet[];
  /** Where memory of a program's own belongs. */
  readonly storage: Method['storage'];
  /**
   * Puts back what is read and written, and fills the other outputs with NaN: an element that a kernel leaves out
   * cannot pass for a result.
   */
  resetOutputs(): Promise<void>;
  readOutput(name: string): Promise<Output>;
  /** Buffers with the same inputs on another device. */
  elsewhere(device: string): Promise<Operands>;
  release(): void;
}

/** Seeded data for a problem, written to the device. Throws what native/ throws when memory is short. */
export async function createOperands(
  native: Native,
  device: string,
  family: Family<Problem>,
  problem: Problem,
  seed: number,
  { storage = 'shared', sets = () => 1 }: Holding = {},
): Promise<Operands> {
  const buffers: Record<string, DeviceBuffer> = {};
  const copies: Record<string, DeviceBuffer>[] = [];
  const inputs: Record<string, Float32Array> = {};
  const outputs: Record<string, OutputBuffer> = {};
  const release = () => {
    for (const set of [buffers, ...copies]) for (const buffer of Object.values(set)) native.release(buffer);
  };
  try {
    const all = family.buffers(problem);
    const setBytes = all.reduce((sum, described) => sum + sizeOf(described), 0);
    for (let set = 1; set < sets(setBytes); set++) copies.push({});
    for (const described of all) {
      const { name, role } = described;
      const data = role === 'output' ? null : await dataOf(family, problem, described, seed);
      if (data) inputs[name] = data.values;
      for (const set of [buffers, ...copies]) {
        const made = await native.buffer(device, sizeOf(described), { storage });
        set[name] = made;
        if (data) await native.write(made, data.bytes);
      }
      const buffer = buffers[name] as DeviceBuffer;
      if (role !== 'input') outputs[name] = { described, buffer, before: data?.bytes ?? null };
    }
  } catch (error) {
    release();
    throw error;
  }
  return {
    ...{ inputs, buffers, copies, storage },
    resetOutputs: async () => {
      for (const { buffer, before } of Object.values(outputs)) {
        if (before) await native.write(buffer, before);
        else await poison(native, buffer);
      }
    },
    readOutput: (name) => {
      const output = outputs[name];
      if (!output) throw new Error(`"${name}" is none of the outputs: ${Object.keys(outputs).join(', ')}`);
      return readOutput(native, output);
    },
    elsewhere: (other) => createOperands(native, other, family, problem, seed, { sets }),
    release,
  };
}

/** Elements of a buffer. */
function elementsOf({ shape }: ProgramBuffer): number {
  return shape.reduce((product, extent) => product * extent, 1);
}

/** Bytes of a buffer. */
export function sizeOf(described: ProgramBuffer): number {
  return elementsOf(described) * DTYPE[described.dtype].sizeBytes;
}

interface OutputBuffer {
  readonly described: ProgramBuffer;
  readonly buffer: DeviceBuffer;
  /** What it holds before a run; null for poison. */
  readonly before: Uint8Array | null;
}

/** The numbers of an input, rounded to its data type, and their bytes. */
async function dataOf(family: Family<Problem>, problem: Problem, described: ProgramBuffer, seed: number) {
  const { name, shape, dtype } = described;
  const purpose = `${name} ${shape.join('x')}`;
  const exact =
    family.data(problem, name, createDraw(seed, purpose)) ??
    (await normalData(elementsOf(described), seed, purpose));
  const encoded = BUFFER_CODECS[dtype].encode(exact);
  const bytes = new Uint8Array(encoded.buffer as ArrayBuffer, encoded.byteOffset, encoded.byteLength);
  // Rounded data have a buffer of their own; float32 numbers are kept once.
  const values = dtype === 'f32' ? exact : BUFFER_CODECS[dtype].decode(encoded.buffer as ArrayBuffer);
  return { values, bytes };
}

async function poison(native: Native, buffer: DeviceBuffer): Promise<void> {
  const chunk = new Uint8Array(Math.min(buffer.sizeBytes, POISON_CHUNK)).fill(POISON);
  for (let first = 0; first < buffer.sizeBytes; first += chunk.length) {
    await native.write(buffer, chunk.subarray(0, buffer.sizeBytes - first), first);
  }
}

async function readOutput(native: Native, { described, buffer, before }: OutputBuffer): Promise<Output> {
  const { sizeBytes } = DTYPE[described.dtype];
  const raw = await native.read(buffer);
  const bytes = new Uint8Array(raw);
  return {
    values: BUFFER_CODECS[described.dtype].decode(raw),
    isUntouched: (index) => {
      for (let at = index * sizeBytes; at < (index + 1) * sizeBytes; at++) {
        if (bytes[at] !== (before ? before[at] : POISON)) return false;
      }
      return true;
    },
  };
}
