import { floatWords } from '../device/metal/float-words.ts';
import { native } from '../index.ts';
import { type Entrant, speedOver, timeByTurns, typicalNs } from './rounds.ts';
import { printTable } from './statistics.ts';
import { passEntrant, pipelinesOf } from './work.ts';

/** Kernels of vectors.metal. The first uses only operators; the others are compared with it. */
const KERNELS = {
  operators: 'x * f + s',
  fused: 'fma(x, f, s)',
  clamped: 'clamp(x * f + s, f, s)',
  floored: 'floor(x * f + s)',
  selected: 'select(x * f + s, s, x > f)',
} as const;
type Name = keyof typeof KERNELS;
const NAMES = Object.keys(KERNELS) as Name[];
const THREADS = 2 ** 12;
const THREADGROUP = 256;
const COUNT = 256;
const CHAINS = 4;
const ROUNDS = { rounds: 9, turnNs: 30e6 } as const;

/** Prints the cost of vector functions relative to operators on the same vectors, on one thread. */
export async function benchVectors(): Promise<void> {
  const pipelines = await pipelinesOf('vectors.metal', NAMES);
  const out = await native.buffer('cpu', THREADS * Float32Array.BYTES_PER_ELEMENT);
  const bindings = [
    { index: 0, buffer: out },
    { index: 1, words: [COUNT] },
    { index: 2, words: floatWords(0.5) },
    { index: 3, words: floatWords(1) },
  ];
  const grid = {
    threadgroups: [THREADS / THREADGROUP, 1, 1],
    threadsPerThreadgroup: [THREADGROUP, 1, 1],
  } as const;
  const entrant = (name: Name) => passEntrant(name, { pipeline: pipelines[name], bindings, ...grid }, 1);
  const entrants = Object.fromEntries(NAMES.map((name) => [name, entrant(name)])) as Record<Name, Entrant>;
  const rounds = await timeByTurns(Object.values(entrants), ROUNDS);
  native.release(out);
  const rows = NAMES.map((name) => {
    const stepNs = typicalNs(rounds, entrants[name]) / (THREADS * COUNT * CHAINS);
    const speed = speedOver(rounds, entrants[name], entrants.operators);
    return [KERNELS[name], stepNs.toFixed(2), speed.toFixed(2)];
  });
  printTable('Functions of float4, ns per step of a chain', ['', 'ns', 'speed ÷ operators’'], rows);
}
