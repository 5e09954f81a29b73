import type { Problem } from '../../kernels/index.ts';
import type { DeviceBuffer, Native } from '../../native/types.ts';
import { normalData } from './data.ts';

const FLOAT_BYTES = 4;
/** Written at a time when the output is poisoned: 4 MiB. */
const POISON_CHUNK = 2 ** 20;

/**
 * The matrices of one problem, on the host and on the device; all contenders read and write the same memory, so
 * that none has better placed pages than another. Row-major: A is [m, k], B is [k, n], C is [m, n].
 */
export interface Operands {
  readonly a: Float32Array;
  readonly b: Float32Array;
  readonly buffers: Readonly<Record<'A' | 'B' | 'C', DeviceBuffer>>;
  /** Fills the output with NaN: an element that a kernel leaves out cannot pass for a result. */
  poisonOutput(): Promise<void>;
  /** Rows of the output, `count` times n elements. */
  readOutputRows(first: number, count: number): Promise<Float32Array>;
  release(): void;
}

/** Seeded normal data for a problem, written to the device. Throws what native/ throws when memory is short. */
export async function createOperands(
  native: Native,
  device: string,
  problem: Problem,
  seed: number,
): Promise<Operands> {
  const { m, n, k } = problem;
  const a = await normalData(m * k, seed, `a ${m}x${k}`);
  const b = await normalData(k * n, seed, `b ${k}x${n}`);
  const allocated: DeviceBuffer[] = [];
  const allocate = async (elements: number) => {
    const buffer = await native.buffer(device, elements * FLOAT_BYTES);
    allocated.push(buffer);
    return buffer;
  };
  const release = () => {
    for (const buffer of allocated) native.release(buffer);
  };

  try {
    const buffers = { A: await allocate(m * k), B: await allocate(k * n), C: await allocate(m * n) };
    await native.write(buffers.A, a);
    await native.write(buffers.B, b);
    return {
      a,
      b,
      buffers,
      poisonOutput: () => poison(native, buffers.C, m * n),
      readOutputRows: async (first, count) =>
        new Float32Array(await native.read(buffers.C, first * n * FLOAT_BYTES, count * n * FLOAT_BYTES)),
      release,
    };
  } catch (error) {
    release();
    throw error;
  }
}

async function poison(native: Native, buffer: DeviceBuffer, elements: number): Promise<void> {
  const chunk = new Float32Array(Math.min(elements, POISON_CHUNK)).fill(Number.NaN);
  for (let first = 0; first < elements; first += chunk.length) {
    const part = chunk.subarray(0, Math.min(chunk.length, elements - first));
    await native.write(buffer, part, first * FLOAT_BYTES);
  }
}
