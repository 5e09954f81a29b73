import type { Native } from '../../native/types.ts';
import type { Roof, Summary } from '../ipc/types.ts';

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

/**
 * Measures a device's peak rate on the threads that contenders get: the most it was seen to do, in goes that are
 * repeated until two agree, because anything else that runs takes from a go and nothing adds to it. Throws NativeError.
 */
export async function measureRoof(
  native: Native,
  device: { id: string; threads: number | null },
): Promise<Roof> {
  const options = { threads: device.threads ?? undefined, milliseconds: GO_MS };
  const goes: Roof[] = [];
  for (;;) {
    goes.push(await native.peak(device.id, options));
    goes.sort((a, b) => b.gflops - a.gflops);
    const [best, second] = goes;
    if (best && (goes.length === MAX_GOES || (goes.length >= MIN_GOES && agree(best, second)))) return best;
  }
}

function agree(best: Roof, second: Roof | undefined): boolean {
  return second !== undefined && second.gflops >= (1 - AGREEMENT) * best.gflops;
}

/** Whether a time is faster than the roof allows. */
export function breaksRoof({ gflops }: Summary, roof: Roof): boolean {
  return gflops > BELIEVABLE_UTILIZATION * roof.gflops;
}
