// A double of native/ for tests: it multiplies for real, in memory, on a clock of its own.
import type { Program } from '../../kernels/index.ts';
import type { Native, NativePass, Pipeline, Timing } from '../../native/types.ts';

/** How one contender behaves; contenders are known by what signSource() wrote into their text, and `cblas`. */
export interface Behaviour {
  /** Duration of one dispatch of a problem, in nanoseconds. */
  dispatchNs?: (dispatch: number) => number;
  /** Leaves the output as it was. */
  writesNothing?: boolean;
  /** Changes the output after it was computed. */
  spoil?: (output: Float32Array) => void;
  /** Thrown in the place of running, from the given dispatch on. */
  error?: { from: number; error: Error };
  /** Thrown by the compiler. */
  compileError?: Error;
}

export interface FakeNative extends Native {
  /** Milliseconds; goes on only when something runs. */
  now(): number;
  /** Buffers that were not released. */
  readonly live: ReadonlySet<object>;
  /** What ran, in order: the contender's name and the duplicates. */
  readonly log: { name: string; duplicates: number; threads: number | undefined }[];
  /** Called before each run. */
  onRun: (name: string) => void;
}

export const FAKE_PEAK_GFLOPS = 100;

const SIGNATURE = '\n// by ';

/** A fault that does no harm: it tells the fake which contender a text is of. */
export function signSource(contender: string, program: Program): Program {
  const passes = program.passes.map((pass) => {
    return { ...pass, kernel: { ...pass.kernel, source: `${pass.kernel.source}${SIGNATURE}${contender}` } };
  });
  return { ...program, passes };
}

export function createFakeNative(behaviours: Readonly<Record<string, Behaviour>> = {}): FakeNative {
  const memory = new Map<object, ArrayBuffer>();
  const live = new Set<object>();
  const sources = new Map<object, string>();
  const dispatches = new Map<string, number>();
  const log: FakeNative['log'] = [];
  let clockNs = 0;

  const floats = (buffer: object) => new Float32Array(memory.get(buffer) ?? raise('a released buffer'));

  function run(
    name: string,
    size: Size,
    [a, b, c]: readonly object[],
    duplicates: number,
    threads?: number,
  ): Timing {
    fake.onRun(name);
    log.push({ name, duplicates, threads });
    const { dispatchNs = () => 1000, spoil, error, writesNothing } = behaviours[name] ?? {};
    const before = dispatches.get(name) ?? 0;
    dispatches.set(name, before + duplicates);
    if (error && before >= error.from) throw error.error;
    const output = floats(c ?? raise('no output'));
    if (!writesNothing) multiply(size, floats(a ?? raise('no a')), floats(b ?? raise('no b')), output);
    spoil?.(output);
    let wallNs = 0;
    for (let index = 0; index < duplicates; index++) wallNs += dispatchNs(before + index);
    clockNs += wallNs;
    return { gpuNs: null, wallNs };
  }

  const fake: FakeNative = {
    live,
    log,
    now: () => clockNs / 1e6,
    onRun: () => undefined,
    devices: async () => [
      {
        id: 'cpu',
        name: 'Fake CPU',
        kind: 'cpu',
        threads: 2,
        simdWidth: 32,
        maxThreadsPerThreadgroup: 1024,
        maxThreadgroupBytes: 32768,
      },
    ],
    compile: async (device, source) => {
      const library = { device, kernels: [], diagnostics: [], compileMs: 1, cached: false };
      sources.set(library, source);
      return library;
    },
    pipeline: async (library, functionName) => {
      const name = sources.get(library)?.split(SIGNATURE)[1] ?? functionName;
      const { compileError } = behaviours[name] ?? {};
      if (compileError) throw compileError;
      return pipeline(name);
    },
    buffer: async (_device, sizeBytes) => {
      const buffer = { sizeBytes };
      memory.set(buffer, new ArrayBuffer(sizeBytes));
      live.add(buffer);
      return buffer;
    },
    write: async (buffer, data, offsetBytes = 0) => {
      const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
      new Uint8Array(memory.get(buffer) ?? raise('a released buffer')).set(bytes, offsetBytes);
    },
    read: async (buffer, offsetBytes = 0, sizeBytes = buffer.sizeBytes - offsetBytes) =>
      (memory.get(buffer) ?? raise('a released buffer')).slice(offsetBytes, offsetBytes + sizeBytes),
    release: (buffer) => {
      memory.delete(buffer);
      live.delete(buffer);
    },
    execute: async (_device, [pass], { duplicates = 1, threads } = {}) => {
      const { name, size, buffers } = readPass(pass ?? raise('no pass'));
      return run(name, size, buffers, duplicates, threads);
    },
    check: async () => raise('checks'),
    sgemm: async ({ m, n, k, a, b, c, threads, duplicates = 1 }) =>
      run('cblas', { m, n, k }, [a, b, c], duplicates, threads),
    blas: () => ({ name: 'FakeBLAS', version: '1' }),
    peak: async () => ({ gflops: FAKE_PEAK_GFLOPS, source: 'fake' }),
    versions: () => ({ fake: '1' }),
  };
  return fake;
}

interface Size {
  m: number;
  n: number;
  k: number;
}

function pipeline(name: string): Pipeline {
  return {
    name,
    maxThreadsPerThreadgroup: 1024,
    threadgroupBytes: 0,
    simdWidth: 32,
    compileMs: 1,
    cached: false,
  };
}

/** GEMM programs bind A, B, C and the words m, n, k, in this order. */
function readPass({ pipeline: { name }, bindings }: NativePass) {
  const buffers = bindings.flatMap((binding) => ('buffer' in binding ? [binding.buffer] : []));
  const [m = 0, n = 0, k = 0] = bindings.flatMap((binding) => ('words' in binding ? binding.words : []));
  return { name, size: { m, n, k }, buffers };
}

function multiply({ m, n, k }: Size, a: Float32Array, b: Float32Array, c: Float32Array): void {
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

function raise(what: string): never {
  throw new Error(`The test uses ${what}`);
}
