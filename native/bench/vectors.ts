import { native } from '../index.ts';
import { speedOver, timeByTurns, typicalNs } from './rounds.ts';
import { printTable } from './statistics.ts';
import { passContender, pipelinesOf } from './work.ts';

/** Kernels of vectors.metal: the first has operators alone, and is what the others are compared with. */
const KERNELS = {
  operators: 'x * f + s',
  fused: 'fma(x, f, s)',
  clamped: 'clamp(x * f + s, f, s)',
  floored: 'floor(x * f + s)',
  selected: 'select(x * f + s, s, x > f)',
} as const;
const NAMES = Object.keys(KERNELS) as (keyof typeof KERNELS)[];
const THREADS = 2 ** 12;
const THREADGROUP = 256;
const COUNT = 256;
const CHAINS = 4;
const ROUNDS = { rounds: 9, turnNs: 30e6 } as const;

/** Prints what functions of vectors cost beside operators on the same vectors, on one thread. */
export async function benchVectors(): Promise<void> {
  const pipelines = await pipelinesOf('vectors.metal', NAMES);
  const out = await native.buffer('cpu', THREADS * Float32Array.BYTES_PER_ELEMENT);
  const contenders = NAMES.map((name) => {
    const bindings = [
      { index: 0, buffer: out },
      { index: 1, words: [COUNT] },
      { index: 2, words: bitsOf(0.5) },
      { index: 3, words: bitsOf(1) },
    ];
    const threadgroups = [THREADS / THREADGROUP, 1, 1] as const;
    const pass = { pipeline: pipelines[name], bindings, threadgroups };
    return passContender(name, { ...pass, threadsPerThreadgroup: [THREADGROUP, 1, 1] }, 1);
  });
  const rounds = await timeByTurns(contenders, ROUNDS);
  native.release(out);
  const [operators] = contenders;
  if (!operators) return;
  const rows = NAMES.map((name, index) => {
    const contender = contenders[index] ?? operators;
    const stepNs = typicalNs(rounds, contender) / (THREADS * COUNT * CHAINS);
    return [KERNELS[name], stepNs.toFixed(2), speedOver(rounds, contender, operators).toFixed(2)];
  });
  printTable('Functions of float4, ns for each step of a chain', ['', 'ns', 'speed ÷ operators’'], rows);
}

const bitsOf = (value: number) => [...new Uint32Array(Float32Array.of(value).buffer)];
