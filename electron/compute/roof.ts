import { hasMatrixUnits, libraryOf, type Problem, parseVariant, roofOf } from '../../kernels/index.ts';
import type { Native } from '../../native/types.ts';
import { ceilingOf } from '../ipc/roof.ts';
import type { DeviceInfo, Environment, Roof, Summary } from '../ipc/types.ts';
import { deadlineMs, withDeadline } from './deadline.ts';

const GO_MS = 100;
/** The roof is known when the two best goes are this close, relative to the best. */
const AGREEMENT = 0.02;
const MIN_GOES = 3;
/** On a machine that is never quiet the best of these has to do. */
const MAX_GOES = 12;

/**
 * Utilization above which a time is not believed. The measured roof is off by the machine's clock and its noise,
 * some percent; kernels that skip work come out at a multiple of it.
 */
const BELIEVABLE_UTILIZATION = 1.1;

const NEVER = new AbortController().signal;

type RoofDevice = Pick<DeviceInfo, 'id' | 'threads' | 'kind' | 'name' | 'gpu'>;

/** A device's roof: a GPU's from the table where that has it, else as it is measured. Throws NativeError. */
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
 * Measures a device's peak rate on the threads that contenders get: the most it was seen to do, in goes that are
 * repeated until two agree, because anything else that runs takes from a go and nothing adds to it. Throws NativeError.
 */
async function measureRoof(native: Native, device: RoofDevice): Promise<Roof> {
  const options = { threads: device.threads ?? undefined, milliseconds: GO_MS };
  const goes: Roof[] = [];
  for (;;) {
    const go = () => native.peak(device.id, options);
    goes.push({ ...(await withDeadline(go, deadlineMs(0), NEVER)), halfGflops: null });
    goes.sort((a, b) => b.gflops - a.gflops);
    const [best, second] = goes;
    if (best && (goes.length === MAX_GOES || (goes.length >= MIN_GOES && agree(best, second)))) return best;
  }
}

function agree(best: Roof, second: Roof | undefined): boolean {
  return second !== undefined && second.gflops >= (1 - AGREEMENT) * best.gflops;
}

/** Whether a time is faster than the roof allows, by its own clock. */
export function breaksRoof({ gflops }: Summary, roof: Roof, problem: Problem): boolean {
  return gflops > BELIEVABLE_UTILIZATION * ceilingOf(roof, problem);
}

/**
 * Whether the roof bounds a contender. A roof counts multiply-adds in vectors: not the units for matrices that
 * libraries have to themselves, the processor's through Accelerate and those of newer GPUs; and a GPU's roof says
 * nothing of the processor.
 */
export function isBounded(contender: string, { device, versions }: Environment): boolean {
  const library = libraryOf(parseVariant(contender).id);
  if (!library) return true;
  if (library.runsOn === 'gpu') return !hasMatrixUnits(device.gpu?.family ?? '');
  return device.kind === 'cpu' && !versions.blas?.startsWith('Accelerate');
}
