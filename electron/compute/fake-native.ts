// A double of native/ for tests: it multiplies for real, in memory, on a clock of its own.
import { LIBRARIES, type Program } from '../../kernels/index.ts';
import type {
  Conditions,
  GpuDescription,
  Native,
  NativeDevice,
  RoutineName,
  Timing,
  Work,
} from '../../native/types.ts';
import { multiply, readWork } from './fake-products.ts';

/** How one contender behaves; contenders are known by what signSource() wrote into their text, libraries by their id. */
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
  /** Buffers and routines that were not released. */
  readonly live: ReadonlySet<object>;
  /** What ran, in order: the contender's name, the duplicates, and what it was executed with. */
  readonly log: FakeRun[];
  /** Called before each run. */
  onRun: (name: string) => void;
  /** Activities that were begun and not ended. */
  activities(): number;
}

export interface FakeRun {
  name: string;
  duplicates: number;
  threads: number | undefined;
  /** The outputs of the work and of what it rotated with. */
  outputs: object[];
  encoding: string | undefined;
}

/** What the fake machine has beside its processor. */
export interface FakeMachine {
  gpu?: Partial<GpuDescription> & { name?: string };
  /** Routines that are not to be had, with the reasons. */
  missing?: Partial<Record<RoutineName, string>>;
  /** Called whenever conditions are asked for. */
  conditions?: () => Conditions;
}

export const FAKE_PEAK_GFLOPS = 100;
/** What it takes to a GPU and back. */
const WAY_NS = 50_000;
/** Of a GPU's time, the part between the time stamps of the encoder. */
const ENCODER_SHARE = 0.9;

const NOMINAL: Conditions = { thermalState: 'nominal', lowPowerMode: false, powerSource: 'mains' };
const SIGNATURE = '\n// by ';

/** A fault that does no harm: it tells the fake which contender a text is of. */
export function signSource(contender: string, program: Program): Program {
  const passes = program.passes.map((pass) => {
    return { ...pass, kernel: { ...pass.kernel, source: `${pass.kernel.source}${SIGNATURE}${contender}` } };
  });
  return { ...program, passes };
}

export function createFakeNative(
  behaviours: Readonly<Record<string, Behaviour>> = {},
  { gpu, missing = {}, conditions = () => NOMINAL }: FakeMachine = {},
): FakeNative {
  const memory = new Map<object, ArrayBuffer>();
  const live = new Set<object>();
  const sources = new Map<object, string>();
  const dispatches = new Map<string, number>();
  const log: FakeNative['log'] = [];
  let clockNs = 0;
  let activities = 0;

  const floats = (buffer: object | undefined) =>
    new Float32Array(memory.get(buffer ?? {}) ?? raise('a released buffer'));

  function run(
    device: string,
    works: readonly Work[],
    options: Pick<FakeRun, 'duplicates' | 'threads' | 'encoding'>,
  ): Timing {
    const parts = works.map((work) => readWork(work));
    const [first] = parts;
    if (!first) raise('no work');
    const { name, runsOn } = first;
    fake.onRun(name);
    const { duplicates } = options;
    log.push({ name, ...options, outputs: parts.map(({ buffers }) => buffers[2] ?? raise('no output')) });
    const { dispatchNs = () => 1000, spoil, error, writesNothing } = behaviours[name] ?? {};
    const before = dispatches.get(name) ?? 0;
    dispatches.set(name, before + duplicates);
    if (error && before >= error.from) throw error.error;
    for (const {
      size,
      buffers: [a, b, c],
    } of parts.slice(0, duplicates)) {
      if (!writesNothing) multiply(size, floats(a), floats(b), floats(c));
      spoil?.(floats(c));
    }
    let ns = 0;
    for (let index = 0; index < duplicates; index++) ns += dispatchNs(before + index);
    clockNs += ns;
    if (device === 'cpu' || runsOn === 'cpu') return { gpuNs: null, wallNs: ns, encoderNs: null };
    return {
      gpuNs: ns,
      wallNs: ns + WAY_NS,
      encoderNs: gpu?.counterSampling === false ? null : ns * ENCODER_SHARE,
    };
  }

  const fake: FakeNative = {
    live,
    log,
    now: () => clockNs / 1e6,
    onRun: () => undefined,
    activities: () => activities,
    devices: async () => [...(gpu ? [gpuDevice(gpu)] : []), CPU],
    compile: async (device, source) => {
      const library = { device, kernels: [], diagnostics: [], compileMs: 1, cached: false };
      sources.set(library, source);
      return library;
    },
    pipeline: async (library, functionName) => {
      const name = sources.get(library)?.split(SIGNATURE)[1] ?? functionName;
      const { compileError } = behaviours[name] ?? {};
      if (compileError) throw compileError;
      const limits = { maxThreadsPerThreadgroup: 1024, threadgroupBytes: 0, simdWidth: 32 };
      return { name, ...limits, compileMs: 1, cached: false };
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
    release: (resource) => {
      memory.delete(resource);
      live.delete(resource);
    },
    routines: async (device) =>
      LIBRARIES.map(({ routine, runsOn }) => ({
        name: routine,
        reason:
          missing[routine] ??
          ((runsOn === 'cpu') === (device === 'cpu') ? null : `It runs on the ${runsOn}.`),
      })),
    routine: async (device, spec) => {
      const { reason } = (await fake.routines(device)).find(({ name }) => name === spec.name) ?? {};
      if (reason) throw Object.assign(new Error(reason), { code: 'UNSUPPORTED' });
      const routine = { ...spec };
      live.add(routine);
      return routine;
    },
    execute: async (device, work, { duplicates = 1, threads, rotation = [], encoding } = {}) =>
      run(device, [work, ...rotation], { duplicates, threads, encoding }),
    check: async () => raise('checks'),
    blas: () => ({ name: 'FakeBLAS', version: '1' }),
    conditions,
    beginActivity: () => {
      activities++;
      return () => {
        activities--;
      };
    },
    peak: async () => ({ gflops: FAKE_PEAK_GFLOPS, source: 'fake' }),
    versions: () => ({ fake: '1' }),
  };
  return fake;
}

const LIMITS = { simdWidth: 32, maxThreadsPerThreadgroup: 1024, maxThreadgroupBytes: 32768 };
const CPU: NativeDevice = { id: 'cpu', name: 'Fake CPU', kind: 'cpu', threads: 2, ...LIMITS, gpu: null };

function gpuDevice({ name = 'Fake GPU', ...said }: NonNullable<FakeMachine['gpu']>): NativeDevice {
  const gpu: GpuDescription = {
    ...{ family: 'Apple9', metal: 'Metal 3', unifiedMemory: true, workingSetBytes: 2 ** 34 },
    ...{ coreCount: 10, osBuild: '24A335', counterSampling: true },
    ...said,
  };
  return { id: 'metal', name, kind: 'gpu', threads: null, ...LIMITS, gpu };
}

function raise(what: string): never {
  throw new Error(`The test uses ${what}`);
}
