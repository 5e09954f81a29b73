import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { NativeError } from '../../error.ts';
import type { CompileOptions, NativeDevice, PeakOptions } from '../../types.ts';
import { addon } from '../addon.ts';
import type { AddonPass, BufferHandle } from '../addon-types.ts';
import type { Driver } from '../driver.ts';
import { packageRoot } from '../root.ts';
import { floatWords } from './float-words.ts';

/** A kernel that does nothing but multiply and add. */
interface PeakKernel {
  readonly name: string;
  /** Whether it runs on the units of the lanes alone. */
  readonly isVector: boolean;
  /** Of a thread in a round. */
  readonly flops: number;
  /** Floats that a thread writes, and the value that each should have. */
  readonly outputs: number;
  readonly sum: number;
  /** Enough for every chain to converge, and to keep even a fast GPU busy for a while. */
  readonly fewestRounds: number;
  readonly what: string;
}

/** Kernels of a text, of which the fastest counts. */
interface PeakText {
  readonly file: string;
  readonly languageVersion: CompileOptions['languageVersion'];
  readonly kernels: readonly PeakKernel[];
}

/** What lanes do by themselves, and together. */
const LANES: PeakText = {
  file: 'metal-peak.metal',
  languageVersion: '3.1',
  kernels: [
    {
      ...{ name: 'peak', isVector: true, flops: 2 * 16, outputs: 1, sum: 32, fewestRounds: 64 },
      what: 'multiply-adds in registers',
    },
    {
      ...{ name: 'peak_matrix', isVector: false, flops: 4 * 32, outputs: 2, sum: 8, fewestRounds: 64 },
      what: 'SIMD-group matrix multiplications',
    },
  ],
};

/** Products of tensors of a type. A SIMD-group adds four, of 16 x 16 by 16 x 32, in a round. */
function tensorText(dtype: NonNullable<PeakOptions['tensors']>): PeakText {
  const multiplyAdds = 4 * 16 * 32 * 16;
  const kernel = {
    flops: (2 * multiplyAdds) / 32,
    outputs: 1,
    sum: multiplyAdds * 2 * FACTOR,
    fewestRounds: 1,
  };
  return {
    file: 'metal-tensor-peak.metal',
    languageVersion: '4.0',
    kernels: [
      {
        name: `peak_tensor_${dtype}`,
        isVector: false,
        ...kernel,
        what: `tensor operations over ${dtype} in registers`,
      },
    ],
  };
}

function textOf({ tensors, vectorOnly }: PeakOptions): PeakText {
  if (tensors) return tensorText(tensors);
  return vectorOnly ? { ...LANES, kernels: LANES.kernels.filter(({ isVector }) => isVector) } : LANES;
}

/** The two numbers that the kernels are given. */
const FACTOR = 0.5;
const ADDEND = 1;

/** Several times as many threads as a core of any Apple GPU holds. */
const THREADS_PER_CORE = 1 << 13;
/** Of the largest Apple GPU; used if the number of cores is unknown. */
const MOST_CORES = 80;
const THREADGROUP = 256;
const MOST_ROUNDS = 2 ** 20;
/** Number of trials in the measured time. */
const TRIALS = 5;

/**
 * Peak single-precision rate, or that of products of tensors: the best of several trials of one or two kernels that
 * together take about `milliseconds`. Throws NativeError PIPELINE_FAILED if the driver can compile none of them, and
 * COMPILE_FAILED or UNSUPPORTED where tensor operations do not compile.
 */
export async function measurePeak(
  device: NativeDevice,
  compile: Driver['compile'],
  { milliseconds, ...what }: PeakOptions & { milliseconds: number },
): Promise<{ gflops: number; source: string }> {
  const { file, kernels, languageVersion } = textOf(what);
  const source = await readFile(join(packageRoot(), 'native/device/metal', file), 'utf8');
  const library = await compile(source, { languageVersion });
  const rates: { gflops: number; source: string }[] = [];
  const refusals: unknown[] = [];
  for (const one of kernels) {
    const pipeline = await library.pipeline(one.name, {}, {}).catch((error) => void refusals.push(error));
    if (!pipeline) continue; // GPUs before Apple7 have no SIMD-group matrices
    const gflops = await measureKernel(device, pipeline.kernel, one, milliseconds / kernels.length);
    rates.push({ gflops, source: `measured: ${one.what}, on the whole GPU` });
  }
  if (rates.length === 0) throw refusals[0];
  return rates.reduce((best, next) => (next.gflops > best.gflops ? next : best));
}

async function measureKernel(
  device: NativeDevice,
  kernel: AddonPass['kernel'],
  { flops, outputs, sum, fewestRounds }: PeakKernel,
  milliseconds: number,
): Promise<number> {
  const threads = THREADS_PER_CORE * (device.gpu?.coreCount ?? MOST_CORES);
  const count = threads * outputs;
  const out = await addon().allocate(device.id, count * Float32Array.BYTES_PER_ELEMENT, false, false);
  try {
    const run = async (rounds: number) => {
      const nanoseconds = await execute(device.id, toPass(kernel, out, rounds, threads));
      return { nanoseconds, gflops: (flops * rounds * threads) / nanoseconds };
    };
    let rounds = fewestRounds;
    let best = await run(rounds);
    const trialNs = (milliseconds * 1e6) / TRIALS;
    while (best.nanoseconds < trialNs / 2 && rounds < MOST_ROUNDS) {
      rounds *= 2;
      best = await run(rounds);
    }
    for (let trial = 1; trial < TRIALS; trial++) {
      const next = await run(rounds);
      if (next.gflops > best.gflops) best = next;
    }
    await verify(out, count, sum);
    return best.gflops;
  } finally {
    addon().release(out);
  }
}

/** Nanoseconds on the GPU. */
async function execute(device: string, pass: AddonPass): Promise<number> {
  const { gpuNs, wallNs } = await addon().execute(device, {
    rotation: [{ passes: [pass] }],
    duplicates: 1,
    threads: 1,
    indirect: false,
    timeoutMs: 0,
    passesPerCommandBuffer: 0,
    passesPerEncoder: 0,
    spinMs: 0,
    cancelFlag: addon().cancelFlag(),
  });
  return gpuNs ?? wallNs;
}

function toPass(kernel: AddonPass['kernel'], out: BufferHandle, rounds: number, threads: number): AddonPass {
  return {
    kernel,
    buffers: [{ index: 0, buffer: out }],
    words: [
      { index: 1, words: Uint32Array.of(rounds) },
      { index: 2, words: Uint32Array.from(floatWords(FACTOR)) },
      { index: 3, words: Uint32Array.from(floatWords(ADDEND)) },
    ],
    threadgroupMemory: [],
    gridThreads: [threads, 1, 1],
    threadsPerThreadgroup: [THREADGROUP, 1, 1],
  };
}

async function verify(out: BufferHandle, count: number, expected: number): Promise<void> {
  const sums = new Float32Array(await addon().read(out, 0, count * Float32Array.BYTES_PER_ELEMENT));
  const wrong = sums.findIndex((sum) => sum !== expected);
  if (wrong === -1) return;
  throw new NativeError(
    'INTERNAL',
    `The peak measurement computed ${sums[wrong]} instead of ${expected} at index ${wrong}`,
  );
}
