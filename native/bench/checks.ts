import { native } from '../index.ts';
import type { NativePass } from '../types.ts';
import { median, printTable } from './statistics.ts';
import { pipelinesOf, randomBuffer } from './work.ts';

const ROUNDS = 7;
const SIZE = 64;
const ELEMENTS = 2 ** 16;

/** Prints the cost of running with checks, relative to one run without them on one thread. */
export async function benchChecks(): Promise<void> {
  const [a, b, c] = await Promise.all([0, 1, 2].map(() => randomBuffer(ELEMENTS)));
  if (!a || !b || !c) throw new Error('expected three buffers');
  const { axpy } = await pipelinesOf('elementwise.metal', ['axpy']);
  const { unstaged } = await pipelinesOf('sgemm.metal', ['unstaged']);
  const { sum } = await pipelinesOf('reductions.metal', ['sum']);
  const passes: Record<string, NativePass> = {
    [`axpy, ${ELEMENTS} elements`]: {
      pipeline: axpy,
      bindings: [a, b].map((buffer, index) => ({ index, buffer })),
      threadgroups: [ELEMENTS / 256, 1, 1],
      threadsPerThreadgroup: [256, 1, 1],
    },
    [`sum, ${ELEMENTS} elements`]: {
      pipeline: sum,
      bindings: [a, b].map((buffer, index) => ({ index, buffer })),
      threadgroups: [ELEMENTS / 16384, 1, 1],
      threadsPerThreadgroup: [256, 1, 1],
    },
    [`SGEMM ${SIZE}², unstaged`]: {
      pipeline: unstaged,
      bindings: [
        ...[a, b, c].map((buffer, index) => ({ index, buffer })),
        { index: 3, words: [SIZE, SIZE, SIZE] },
      ],
      threadgroups: [SIZE / 64, SIZE / 64, 1],
      threadsPerThreadgroup: [128, 1, 1],
    },
  };
  const rows: string[][] = [];
  for (const [name, pass] of Object.entries(passes)) rows.push([name, ...(await costOf(pass))]);
  for (const buffer of [a, b, c]) native.release(buffer);
  printTable(
    'Checks: two runs with every access checked; ÷ one run without checks, one thread',
    ['', 'ns per access', '× as long'],
    rows,
  );
}

async function costOf(pass: NativePass): Promise<string[]> {
  await native.check('cpu', [pass]); // compiles the kernel
  const rounds: { perAccessNs: number; factor: number }[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const plain = await native.execute('cpu', [pass], { threads: 1, duplicates: 10 });
    const { accesses, wallNs } = await native.check('cpu', [pass]);
    rounds.push({ perAccessNs: wallNs / accesses, factor: wallNs / (plain.wallNs / 10) });
  }
  return [
    median(rounds.map(({ perAccessNs }) => perAccessNs)).toFixed(0),
    median(rounds.map(({ factor }) => factor)).toFixed(0),
  ];
}
