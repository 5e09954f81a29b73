import { readFileSync } from 'node:fs';
import { native } from '../index.ts';
import type { DeviceBuffer, Extent3, Pipeline } from '../types.ts';
import { startIfBuilt } from './peer.ts';
import type { Peers } from './peers.ts';
import { type Entrant, type Rounds, speedOver, timeByTurns, typicalNs } from './rounds.ts';
import { printTable } from './statistics.ts';
import { passEntrant, pipelinesOf, randomBuffer } from './work.ts';

/** A kernel with two buffers of equal length. */
interface Job {
  readonly name: string;
  /** Bytes read and written per element. */
  readonly bytes: number;
  readonly threads: number;
  /** Elements per threadgroup. */
  readonly elements: number;
}

interface Topic {
  readonly title: string;
  readonly file: string;
  readonly size: number;
  readonly jobs: readonly Job[];
  readonly peers: readonly { readonly name: string; readonly key: keyof Peers }[];
}

const ROUNDS = { rounds: 9, turnNs: 30e6 } as const;

const LOOPS = [
  { name: 'C', key: 'loops' },
  { name: 'C fast-math', key: 'fastLoops' },
] as const;

const ELEMENTWISE: Topic = {
  title: 'Elementwise',
  file: 'elementwise.metal',
  size: beyondCaches(),
  jobs: [
    { name: 'axpy', bytes: 12, threads: 256, elements: 256 },
    { name: 'gelu', bytes: 8, threads: 256, elements: 256 },
    { name: 'silu', bytes: 8, threads: 256, elements: 256 },
  ],
  peers: LOOPS,
};

const REDUCTIONS: Topic = {
  title: 'Reductions',
  file: 'reductions.metal',
  size: 2 ** 24,
  jobs: [
    { name: 'sum', bytes: 4, threads: 256, elements: 16384 },
    { name: 'softmax', bytes: 8, threads: 128, elements: 4096 },
  ],
  peers: [...LOOPS, { name: 'PoCL', key: 'pocl' }],
};

/** Prints the bandwidth of elementwise kernels and of C, on arrays four times as large as the last-level cache. */
export const benchElementwise = (peers: Peers, threadCounts: readonly number[]) =>
  benchTopic(ELEMENTWISE, peers, threadCounts);

/** Prints the bandwidth of SIMD-group reductions, of C and of PoCL. */
export const benchReductions = (peers: Peers, threadCounts: readonly number[]) =>
  benchTopic(REDUCTIONS, peers, threadCounts);

async function benchTopic(topic: Topic, peers: Peers, threadCounts: readonly number[]): Promise<void> {
  const { title, file, size, jobs } = topic;
  const names = jobs.map(({ name }) => name);
  const pipelines = await pipelinesOf(file, names);
  const buffers = [await randomBuffer(size), await randomBuffer(size)];
  const rows: string[][] = [];
  for (const threads of threadCounts) {
    const started = await Promise.all(topic.peers.map(({ key }) => startIfBuilt(peers[key], threads)));
    for (const job of jobs) {
      const pipeline = pipelines[job.name] as Pipeline;
      const msl = passEntrant('MSL', passOf(job, pipeline, size, buffers), threads);
      const others = topic.peers.map(({ name }, i) => started[i]?.entrant(name, job.name, size));
      const rounds = await timeByTurns([msl, ...others.filter((other) => other !== undefined)], ROUNDS);
      rows.push([
        `${job.name}, ${threads} ${threads === 1 ? 'thread' : 'threads'}`,
        rate(rounds, msl, job.bytes * size),
        ...others.flatMap((other) => (other ? versus(rounds, msl, other, job.bytes * size) : ['–', '–'])),
      ]);
    }
    for (const peer of started) peer?.stop();
  }
  for (const buffer of buffers) native.release(buffer);
  const head = ['', 'MSL', ...topic.peers.flatMap(({ name }) => [name, 'MSL ÷ it'])];
  printTable(
    `${title}, ${size / 2 ** 20} Mi floats per array, GB/s; ratios are medians over rounds`,
    head,
    rows,
  );
}

function passOf(job: Job, pipeline: Pipeline, size: number, buffers: readonly DeviceBuffer[]) {
  return {
    pipeline,
    bindings: buffers.map((buffer, index) => ({ index, buffer })),
    threadgroups: [size / job.elements, 1, 1] as Extent3,
    threadsPerThreadgroup: [job.threads, 1, 1] as Extent3,
  };
}

function versus(rounds: Rounds, msl: Entrant, other: Entrant, bytes: number): string[] {
  return [rate(rounds, other, bytes), speedOver(rounds, msl, other).toFixed(2)];
}

function rate(rounds: Rounds, entrant: Entrant, bytes: number): string {
  return (bytes / typicalNs(rounds, entrant)).toFixed(1);
}

/** Elements of an array four times as large as the last-level cache. */
function beyondCaches(): number {
  const assumed = '32768K';
  let text = assumed;
  try {
    text = readFileSync('/sys/devices/system/cpu/cpu0/cache/index3/size', 'utf8');
  } catch {
    // Not Linux, or no third-level cache.
  }
  return (4 * 1024 * Number.parseInt(text, 10)) / Float32Array.BYTES_PER_ELEMENT;
}
