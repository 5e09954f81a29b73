import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { native } from '../index.ts';
import { packageRoot } from '../root.ts';
import type { DeviceBuffer, Pipeline, Timing } from '../types.ts';
import { median, printTable } from './statistics.ts';

const SIZES = [256, 512, 1024] as const;
const KERNELS = ['unstaged', 'staged_32', 'staged_64'] as const;
const ROUNDS = 15;
/** Each timing repeats the multiplication until it takes about this long. */
const TIMING_NS = 5e6;

/** Prints GFLOPS of OpenBLAS and of MSL kernels, timed by turns, and the median of their ratios in each turn. */
export async function benchSgemm(): Promise<void> {
  const source = await readFile(join(packageRoot(), 'native/bench/sgemm.metal'), 'utf8');
  const library = await native.compile('cpu', source);
  const pipelines = await Promise.all(KERNELS.map((name) => native.pipeline(library, name)));
  const [device] = await native.devices();
  const rows: string[][] = [];
  for (const threads of new Set([1, device?.threads ?? 1])) {
    const peak = await native.peak('cpu', { threads });
    for (const size of SIZES) rows.push(await benchSize(size, threads, pipelines, peak.gflops));
  }
  const head = ['threads × size', 'FMA peak', 'BLAS', ...KERNELS.flatMap((name) => [name, 'ratio'])];
  printTable('SGEMM, GFLOPS; ratio to the BLAS of the same round (median)', head, rows);
}

async function benchSize(
  size: number,
  threads: number,
  pipelines: Pipeline[],
  peakGflops: number,
): Promise<string[]> {
  const operand = () => Float32Array.from({ length: size * size }, () => Math.random() * 2 - 1);
  const [a, b, c] = [
    await filled(operand()),
    await filled(operand()),
    await native.buffer('cpu', size * size * 4),
  ];
  const contenders = [
    (duplicates: number) => native.sgemm({ m: size, n: size, k: size, a, b, c, threads, duplicates }),
    ...pipelines.map((pipeline) => (duplicates: number) => {
      const bindings = [a, b, c].map((buffer, index) => ({ index, buffer }));
      const pass = {
        pipeline,
        bindings: [...bindings, { index: 3, words: [size, size, size] }],
        threadgroups: [size / 32, size / 32, 1],
        threadsPerThreadgroup: [128, 1, 1],
      } as const;
      return native.execute('cpu', [pass], { threads, duplicates });
    }),
  ];
  const rounds = await interleave(contenders, 2 * size ** 3);
  for (const buffer of [a, b, c]) native.release(buffer);
  const medianOf = (value: (blas: number, kernel: number) => number, contender: number) =>
    median(rounds.map((rates) => value(rates[0] ?? Number.NaN, rates[contender] ?? Number.NaN)));
  const cells = pipelines.flatMap((_, i) => [
    medianOf((_blas, kernel) => kernel, i + 1).toFixed(1),
    medianOf((blas, kernel) => kernel / blas, i + 1).toFixed(2),
  ]);
  return [`${threads} × ${size}`, peakGflops.toFixed(0), medianOf((blas) => blas, 0).toFixed(1), ...cells];
}

async function filled(values: Float32Array): Promise<DeviceBuffer> {
  const buffer = await native.buffer('cpu', values.byteLength);
  await native.write(buffer, values);
  return buffer;
}

type Contender = (duplicates: number) => Promise<Timing>;

/** Rates in GFLOPS of all contenders, round by round. */
async function interleave(contenders: readonly Contender[], flops: number): Promise<number[][]> {
  const field: { run: Contender; duplicates: number }[] = [];
  for (const run of contenders) {
    await run(1);
    field.push({ run, duplicates: Math.max(1, Math.round(TIMING_NS / (await run(1)).wallNs)) });
  }
  const rounds: number[][] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const rates: number[] = [];
    for (const { run, duplicates } of field)
      rates.push((flops * duplicates) / (await run(duplicates)).wallNs);
    rounds.push(rates);
  }
  return rounds;
}
