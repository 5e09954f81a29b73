import { contenderOf, hasMatrixUnits, libraryOf, roofOf, type SimdgroupUse } from '../../kernels/index.ts';
import type { Native, PeakOptions } from '../../native/types.ts';
import { arithmeticCeiling, memoryCeiling, temperatureOf, unitsOf } from '../ipc/roof.ts';
import type { Cell, DeviceInfo, Environment, Method, Roof, RoofTest, Summary } from '../ipc/types.ts';
import { type Attempt, highestRate, quickRate } from './attempts.ts';
import { measureBandwidth } from './bandwidth.ts';
import { deadlineMs, withDeadline } from './deadline.ts';
import type { LoadMeter } from './load/load-meter.ts';

/**
 * Utilization above which a time is rejected. The measured roof is off by some percent, through clock and noise; a
 * kernel that skips work exceeds it several times over. Bandwidth is that of copying, and reading alone may be twice as
 * fast: a processor reads the lines that it writes.
 */
const MAX_UTILIZATION = { arithmetic: 1.1, bandwidth: 2.5 } as const;

const NEVER = new AbortController().signal;

export type RoofDevice = Pick<DeviceInfo, 'id' | 'threads' | 'kind' | 'name' | 'gpu'>;

/** How long an attempt takes, of which the best part counts; one with twice the work takes twice as long. */
const ATTEMPT_MS = { thorough: 50, quick: 20 } as const;

/** What measures a roof, and how busy the machine is meanwhile. */
export interface RoofTools {
  readonly native: Native;
  readonly load: LoadMeter;
}

/**
 * A device's roof: the rate from the table for a GPU that is in it, otherwise measured; the bandwidth always measured.
 * Throws NativeError.
 */
export async function findRoof(tools: RoofTools, device: RoofDevice): Promise<Roof> {
  const roof = tabledRoof(device) ?? (await measureArithmetic(tools, device));
  const matrixUnits = await measureMatrixUnits(tools, device);
  const bandwidth = await measureMemory(tools, device);
  return { ...roof, ...(matrixUnits && { matrixUnits }), ...(bandwidth && { bandwidth }) };
}

/** Whether a device's rate is taken from the table, and not measured. */
export function isTabled(device: RoofDevice): boolean {
  return tabledRoof(device) !== null;
}

function tabledRoof({ kind, name, gpu }: RoofDevice): Roof | null {
  const known = kind === 'gpu' ? roofOf(name, gpu?.coreCount) : null;
  if (!known?.gflops) return null;
  const { gflops, halfGflops, source } = known;
  return { gflops, halfGflops, source };
}

/**
 * Measures a device's peak rate on the threads that contenders get. Throws NativeError.
 * @param tensors measures products of tensors of this type in place of multiply-adds
 */
export async function measureArithmetic(
  { native, load }: RoofTools,
  device: RoofDevice,
  effort: keyof typeof ATTEMPT_MS = 'thorough',
  tensors?: TensorType,
): Promise<{ gflops: number; halfGflops: null; source: string; test: RoofTest }> {
  // Where matrix units have a roof of their own, this one is that of the vector units.
  const what = tensors ? { tensors } : { vectorOnly: hasMatrixUnits(device) };
  let source = '';
  const attempt: Attempt = async (work) => {
    const milliseconds = ATTEMPT_MS[effort] * work;
    const options = { ...what, threads: device.threads ?? undefined, milliseconds };
    const peak = await withDeadline(() => native.peak(device.id, options), deadlineMs(0), NEVER);
    source = peak.source;
    return peak.gflops;
  };
  const { rate, test } = await MEASURE[effort](attempt, load);
  return { gflops: rate, halfGflops: null, source, test };
}

/** A type of products that the matrix units have a roof for. */
export type TensorType = NonNullable<PeakOptions['tensors']>;

/**
 * Measures the roof of a GPU's matrix units; undefined if it has none, or does not compile what they run. Throws
 * NativeError if the device fails.
 */
async function measureMatrixUnits(tools: RoofTools, device: RoofDevice): Promise<Roof['matrixUnits']> {
  if (device.gpu?.tensorsNeed !== null || !hasMatrixUnits(device)) return undefined;
  const f16 = await measureTensors(tools, device, 'f16');
  if (!f16) return undefined;
  const f32 = await measureTensors(tools, device, 'f32');
  const i8 = await measureTensors(tools, device, 'i8');
  return { f16, ...(f32 && { f32 }), ...(i8 && { i8 }) };
}

async function measureTensors(tools: RoofTools, device: RoofDevice, dtype: TensorType) {
  try {
    const { gflops, source, test } = await measureArithmetic(tools, device, 'thorough', dtype);
    return { gflops, source, test };
  } catch (error) {
    if (DO_NOT_COMPILE.includes(String((error as { code?: unknown }).code))) return undefined;
    throw error;
  }
}

/** A small kernel with tensor operations compiled, and this one did not. */
const DO_NOT_COMPILE = ['COMPILE_FAILED', 'PIPELINE_FAILED'];

/** Measures the bandwidth of a device's memory, as measureBandwidth() does. */
export function measureMemory(
  { native, load }: RoofTools,
  device: RoofDevice,
  effort: keyof typeof ATTEMPT_MS = 'thorough',
): Promise<Roof['bandwidth']> {
  return measureBandwidth(native, device, (attempt) => MEASURE[effort](attempt, load));
}

const MEASURE = { thorough: highestRate, quick: quickRate } as const;

/** Whether a time, by its own clock, is faster than the roof allows. Data in a cache are not bounded by memory. */
export function breaksRoof(
  { gflops }: Summary,
  roof: Roof,
  { problem, contender }: Pick<Cell, 'problem' | 'contender'>,
  method: Method,
): boolean {
  if (gflops > MAX_UTILIZATION.arithmetic * arithmeticCeiling(roof, problem, contender)) return true;
  if (temperatureOf(roof, problem, method) !== 'cold') return false;
  return gflops > MAX_UTILIZATION.bandwidth * memoryCeiling(roof, problem);
}

/**
 * Whether its roof bounds a contender. A roof is the rate of vector multiply-adds, unless it is that of matrix units, which
 * is for kernels with tensor operations. What may run on matrix units is not bounded by the other: libraries, in
 * Accelerate and on newer GPUs, and kernels that multiply SIMD-group matrices on such a GPU. And a GPU's roof says nothing
 * about the processor or the Neural Engine.
 */
export function isBounded(contender: string, { device, roof, versions }: Environment): boolean {
  const library = libraryOf(contender);
  if (library?.optimizationLevel === 1) return false; // it may leave the GPU
  if (library?.runsOn === 'cpu') return device.kind === 'cpu' && !versions.blas?.startsWith('Accelerate');
  if (!hasMatrixUnits(device) || unitsOf(roof, contender) === 'matrix') return true;
  // Nobody knows what a library does, nor what else somebody's own kernel does.
  return !MAY_USE_MATRIX_UNITS.includes(contenderOf(contender)?.simdgroups ?? 'matrices');
}

const MAY_USE_MATRIX_UNITS: readonly SimdgroupUse[] = ['tensors', 'matrices'];
