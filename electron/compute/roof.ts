import type { Native } from '../../native/types.ts';
import type { Roof, Summary } from '../ipc/types.ts';

/** The roof is the most the device was seen to do: the best of several goes, some of which may be disturbed. */
const GOES = 3;
const GO_MS = 100;

/**
 * Utilization above which a time is not believed. The measured roof is off by the machine's clock and its noise,
 * some percent; kernels that skip work come out at a multiple of it.
 */
const BELIEVABLE_UTILIZATION = 1.1;

/** Measures a device's peak rate on the threads that contenders get. Throws NativeError. */
export async function measureRoof(
  native: Native,
  device: { id: string; threads: number | null },
): Promise<Roof> {
  let best: Roof | null = null;
  for (let go = 0; go < GOES; go++) {
    const { gflops, source } = await native.peak(device.id, {
      threads: device.threads ?? undefined,
      milliseconds: GO_MS,
    });
    if (!best || gflops > best.gflops) best = { gflops, source };
  }
  if (!best) throw new Error('The roof was not measured');
  return best;
}

/** Whether a time is faster than the roof allows. */
export function breaksRoof({ gflops }: Summary, roof: Roof): boolean {
  return gflops > BELIEVABLE_UTILIZATION * roof.gflops;
}
