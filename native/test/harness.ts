import { native } from '../index.ts';
import type {
  CheckReport,
  CompileOptions,
  DeviceBuffer,
  ExecuteOptions,
  Extent3,
  FunctionConstant,
  NativeBinding,
  NativePass,
  TensorView,
  Timing,
} from '../types.ts';

/** An argument of a kernel; an array becomes a buffer, which is read back after the run. */
export type Argument = Values | TensorArgument | { words: number[] } | { threadgroupBytes: number };

type Values = Float32Array | Uint32Array | Uint16Array;

/** An array that is bound as a tensor. */
interface TensorArgument {
  readonly values: Values;
  readonly tensor: TensorView;
}

/** The array that becomes a buffer; null for an argument without. */
function valuesOf(argument: Argument): Values | null {
  if (ArrayBuffer.isView(argument)) return argument;
  return 'values' in argument ? argument.values : null;
}

export interface Launch extends ExecuteOptions {
  /** 'cpu' by default. */
  device?: string;
  storage?: 'shared' | 'private';
  placement?: 'start' | 'end';
  kernel: string;
  /** Of the text; 3.1 by default. */
  languageVersion?: CompileOptions['languageVersion'];
  /** Values of function constants, by index. */
  constants?: Readonly<Record<number, FunctionConstant>>;
  /** By index. */
  arguments: Argument[];
  threadgroups?: Extent3;
  gridThreads?: Extent3;
  threadsPerThreadgroup: Extent3;
}

export const HEADER = '#include <metal_stdlib>\nusing namespace metal;\n';

/**
 * Compiles MSL text and runs one of its kernels, first with checks, then without; the arrays then hold its results.
 * Throws if the checks find anything.
 */
export async function run(source: string, launch: Launch): Promise<Timing> {
  const { findings } = await check(source, launch);
  const faults = findings.filter(({ kind }) => kind !== 'fast-math');
  if (faults.length > 0) throw new Error(faults.map(({ message }) => message).join('\n'));
  return execute(source, launch);
}

/** Compiles MSL text and runs one of its kernels with checks; the arrays do not change. */
export async function check(source: string, launch: Launch): Promise<CheckReport> {
  const { pass, free } = await prepare(source, launch);
  try {
    return await native.check('cpu', [pass], { timeoutMs: launch.timeoutMs });
  } finally {
    free();
  }
}

/** Like run() without checks: for faulty kernels. */
export async function execute(source: string, launch: Launch): Promise<Timing> {
  const { pass, buffers, free } = await prepare(source, launch);
  try {
    const timing = await native.execute(launch.device ?? 'cpu', [pass], launch);
    const arrays = launch.arguments.map(valuesOf).filter((values) => values !== null);
    for (const [i, array] of arrays.entries()) {
      const contents = await native.read(at(buffers, i));
      new Uint8Array(array.buffer, array.byteOffset, array.byteLength).set(new Uint8Array(contents));
    }
    return timing;
  } finally {
    free();
  }
}

/** A pass ready to execute, and the buffers of its array arguments in order. */
export async function prepare(source: string, launch: Launch) {
  const { device = 'cpu', storage, placement, languageVersion } = launch;
  const library = await native.compile(device, source, { languageVersion });
  const pipeline = await native.pipeline(library, launch.kernel, launch.constants);
  const buffers: DeviceBuffer[] = [];
  const bindings: NativeBinding[] = [];
  for (const [index, argument] of launch.arguments.entries()) {
    if ('words' in argument || 'threadgroupBytes' in argument) {
      bindings.push({ index, ...argument });
      continue;
    }
    const values = ArrayBuffer.isView(argument) ? argument : argument.values;
    const buffer = await native.buffer(device, values.byteLength, { storage, placement });
    await native.write(buffer, values);
    buffers.push(buffer);
    bindings.push({ index, buffer, ...('tensor' in argument && { tensor: argument.tensor }) });
  }
  const { threadgroups = [1, 1, 1], gridThreads, threadsPerThreadgroup } = launch;
  const pass: NativePass = { pipeline, bindings, threadgroups, threadsPerThreadgroup, gridThreads };
  const free = () => {
    for (const buffer of buffers) native.release(buffer);
  };
  return { pass, buffers, free };
}

/** An array of `length` values, computed from their indices. */
export function fill(length: number, value: (index: number) => number = () => 0): Float32Array {
  return Float32Array.from({ length }, (_, index) => value(index));
}

/** The element at an index, which must exist. */
export function at<T>(values: ArrayLike<T>, index: number): T {
  const value = values[index];
  if (value === undefined) throw new RangeError(`there is no element ${index} of ${values.length}`);
  return value;
}
