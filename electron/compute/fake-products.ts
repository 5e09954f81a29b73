// How the fake of native/ multiplies.
import { LIBRARIES } from '../../kernels/index.ts';
import type { NativePass, Routine, RoutineSpec, Work } from '../../native/types.ts';

export interface Size {
  m: number;
  n: number;
  k: number;
}

interface FakeWork {
  /** Of the contender. */
  name: string;
  runsOn: 'gpu' | 'cpu';
  size: Size;
  /** A, B and C. */
  buffers: object[];
}

/** What a piece of work multiplies: a library's routine, or the first pass of a program. */
export function readWork(work: Work): FakeWork {
  return Array.isArray(work) ? readPass(work) : readRoutine(work as Routine);
}

/** GEMM programs bind A, B, C and the words m, n, k, in this order. */
function readPass([pass]: readonly NativePass[]): FakeWork {
  if (!pass) throw new Error('The test uses no pass');
  const { pipeline, bindings } = pass;
  const buffers = bindings.flatMap((binding) => ('buffer' in binding ? [binding.buffer] : []));
  const [m = 0, n = 0, k = 0] = bindings.flatMap((binding) => ('words' in binding ? binding.words : []));
  return { name: pipeline.name, runsOn: 'gpu', size: { m, n, k }, buffers };
}

/** The fake's routines are what they were made of. */
function readRoutine(routine: Routine): FakeWork {
  const spec = routine as RoutineSpec;
  if (!('m' in spec)) throw new Error('The test uses attention');
  const { m, n, k, a, b, c, name } = spec;
  const library = LIBRARIES.find((one) => one.routine === name);
  return {
    name: library?.id ?? name,
    runsOn: library?.runsOn ?? 'cpu',
    size: { m, n, k },
    buffers: [a, b, c],
  };
}

export function multiply({ m, n, k }: Size, a: Float32Array, b: Float32Array, c: Float32Array): void {
  for (let row = 0; row < m; row++) {
    for (let column = 0; column < n; column++) {
      let sum = 0;
      for (let depth = 0; depth < k; depth++) {
        sum += (a[row * k + depth] as number) * (b[depth * n + column] as number);
      }
      c[row * n + column] = sum;
    }
  }
}
