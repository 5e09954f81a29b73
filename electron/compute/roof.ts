import { contenderOf, hasMatrixUnits, libraryOf, type Problem, roofOf } from '../../kernels/index.ts';
import type { Native } from '../../native/types.ts';
import { ceilingOf } from '../ipc/roof.ts';
import type { DeviceInfo, Environment, Roof, Summary } from '../ipc/types.ts';
import { deadlineMs, withDeadline } from './deadline.ts';

const ATTEMPT_MS = 100;
/** The roof is known when the two best attempts are this close, relative to the best. */
const AGREEMENT = 0.02;
const MIN_ATTEMPTS = 3;
/** On a machine that is never quiet, the best of this many has to do. */
const MAX_ATTEMPTS = 12;

/**
 * Utilization above which a time is rejected. The measured roof is off by some percent, through clock and noise; a
 * kernel that skips work exceeds it several times over.
 */
const MAX_UTILIZATION = 1.1;

const NEVER = new AbortController().signal;

type RoofDevice = Pick<DeviceInfo, 'id' | 'threads' | 'kind' | 'name' | 'gpu'>;

/** A device's roof: from the table for a GPU that is in it, otherwise measured. Throws NativeError. */
export async function findRoof(native: Native, device: RoofDevice): Promise<Roof> {
  return tabledRoof(device) ?? measureRoof(native, device);
}

function tabledRoof({ kind, name, gpu }: RoofDevice): Roof | null {
  const known = kind === 'gpu' ? roofOf(name, gpu?.coreCount) : null;
  if (!known?.gflops) return null;
  const { gflops, halfGflops, source } = known;
  return { gflops, halfGflops, source };
}

/**
 * Measures a device's peak rate on the threads that contenders get: the best of attempts that are repeated until the
 * two best agree, because other work on the machine can only lower a result. Throws NativeError.
 */
async function measureRoof(native: Native, device: RoofDevice): Promise<Roof> {
  const options = { threads: device.threads ?? undefined, milliseconds: ATTEMPT_MS };
  const attempts: Roof[] = [];
  for (;;) {
    const peak = () => native.peak(device.id, options);
    attempts.push({ ...(await withDeadline(peak, deadlineMs(0), NEVER)), halfGflops: null });
    attempts.sort((a, b) => b.gflops - a.gflops);
    const [best, second] = attempts;
    const isEnough = attempts.length >= MIN_ATTEMPTS && agree(best, second);
    if (best && (isEnough || attempts.length === MAX_ATTEMPTS)) return best;
  }
}

function agree(best: Roof | undefined, second: Roof | undefined): boolean {
  return best !== undefined && second !== undefined && second.gflops >= (1 - AGREEMENT) * best.gflops;
}

/** Whether a time, by its own clock, is faster than the roof allows. */
export function breaksRoof({ gflops }: Summary, roof: Roof, problem: Problem): boolean {
  return gflops > MAX_UTILIZATION * ceilingOf(roof, problem);
}

/**
 * Whether the roof bounds a contender. A roof is the rate of vector multiply-adds. What may run on matrix units is not
 * bounded by it: libraries, in Accelerate and on newer GPUs, and kernels that multiply SIMD-group matrices on such a
 * GPU. And a GPU's roof says nothing about the processor or the Neural Engine.
 */
export function isBounded(contender: string, { device, versions }: Environment): boolean {
  const library = libraryOf(contender);
  if (library?.optimizationLevel === 1) return false; // it may leave the GPU
  if (library?.runsOn === 'cpu') return device.kind === 'cpu' && !versions.blas?.startsWith('Accelerate');
  const mayUseMatrixUnits = library !== undefined || contenderOf(contender)?.simdgroups === 'matrices';
  return !(mayUseMatrixUnits && hasMatrixUnits(device));
}
