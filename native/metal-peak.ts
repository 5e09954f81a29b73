import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { addon } from './addon.ts';
import type { AddonPass, BufferHandle } from './addon-types.ts';
import type { Driver } from './driver.ts';
import { NativeError } from './error.ts';
import { packageRoot } from './root.ts';
import type { NativeDevice } from './types.ts';

/** What metal-peak.metal computes: chains a thread, and the sum of the values that they end at. */
const CHAINS = 16;
const SUM = 32;

/** More threads than any Apple GPU holds at a time, several times over. */
const THREADS = 1 << 19;
const THREADGROUP = 256;
/** Enough for every chain to have reached the value that it ends at; even a fast GPU is busy for a while. */
const FEWEST_ROUNDS = 64;
const MOST_ROUNDS = 2 ** 20;
/** A trial lasts about this share of the whole time. */
const TRIALS = 5;

/** Peak single-precision rate: the best of several trials that together take about `milliseconds`. */
export async function measurePeak(
  device: NativeDevice,
  compile: Driver['compile'],
  milliseconds: number,
): Promise<{ gflops: number; source: string }> {
  const source = await readFile(join(packageRoot(), 'native/metal-peak.metal'), 'utf8');
  const library = await compile(source, {});
  const { kernel } = await library.pipeline('peak', {}, {});
  const out = addon().allocate(device.id, THREADS * Float32Array.BYTES_PER_ELEMENT, false);
  try {
    const run = async (rounds: number) => {
      const nanoseconds = await execute(device.id, toPass(kernel, out, rounds));
      return { nanoseconds, gflops: (2 * CHAINS * rounds * THREADS) / nanoseconds };
    };
    let rounds = FEWEST_ROUNDS;
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
    await verify(out);
    return { gflops: best.gflops, source: 'measured: multiply-adds in registers, on all of the GPU' };
  } finally {
    addon().release(out);
  }
}

/** Nanoseconds on the GPU. */
async function execute(device: string, pass: AddonPass): Promise<number> {
  const { gpuNs, wallNs } = await addon().execute(device, {
    rotation: [{ passes: [pass] }],
    ...{ duplicates: 1, threads: 1, indirect: false, timeoutMs: 0, cancelFlag: addon().cancelFlag() },
  });
  return gpuNs ?? wallNs;
}

function toPass(kernel: AddonPass['kernel'], out: BufferHandle, rounds: number): AddonPass {
  return {
    kernel,
    buffers: [{ index: 0, buffer: out }],
    words: [
      { index: 1, words: Uint32Array.of(rounds) },
      { index: 2, words: bitsOf(0.5) },
      { index: 3, words: bitsOf(1) },
    ],
    threadgroupMemory: [],
    gridThreads: [THREADS, 1, 1],
    threadsPerThreadgroup: [THREADGROUP, 1, 1],
  };
}

const bitsOf = (value: number) => new Uint32Array(Float32Array.of(value).buffer);

async function verify(out: BufferHandle): Promise<void> {
  const sums = new Float32Array(await addon().read(out, 0, THREADS * Float32Array.BYTES_PER_ELEMENT));
  const wrong = sums.findIndex((sum) => sum !== SUM);
  if (wrong === -1) return;
  throw new NativeError(
    'INTERNAL',
    `the GPU computed ${sums[wrong]} in place of ${SUM} in thread ${wrong} of the peak measurement`,
  );
}
