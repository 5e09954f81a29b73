import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { packageRoot } from '../device/root.ts';
import { native } from '../index.ts';
import { printTable } from './statistics.ts';

const KERNELS = ['threadgroup_barriers', 'simdgroup_barriers', 'shuffles', 'sums'] as const;
const LANES = [32, 128, 512, 1024] as const;
const COUNT = 2000;
const ROUNDS = 10;

/** Prints the cost of one synchronisation per lane in nanoseconds: the minimum of several rounds, on one thread. */
export async function benchSynchronisation(): Promise<void> {
  const source = await readFile(join(packageRoot(), 'native/bench/synchronisation.metal'), 'utf8');
  const library = await native.compile('cpu', source);
  const data = await native.buffer('cpu', 1024 * 4);
  const rows: string[][] = [];
  for (const name of KERNELS) {
    const pipeline = await native.pipeline(library, name);
    const costs = LANES.map(async (lanes) => {
      const pass = {
        pipeline,
        bindings: [
          { index: 0, buffer: data },
          { index: 1, words: [COUNT] },
        ],
        threadgroups: [1, 1, 1],
        threadsPerThreadgroup: [lanes, 1, 1],
      } as const;
      let least = Number.POSITIVE_INFINITY;
      for (let round = 0; round < ROUNDS; round++) {
        least = Math.min(least, (await native.execute('cpu', [pass], { threads: 1 })).wallNs);
      }
      return (least / COUNT / lanes).toFixed(2);
    });
    rows.push([name, ...(await Promise.all(costs))]);
  }
  printTable('Cost of a synchronisation, ns per lane', ['lanes', ...LANES.map(String)], rows);
}
