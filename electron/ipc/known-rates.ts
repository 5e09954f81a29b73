import { estimate, fieldValues, type Problem } from '../../kernels/index.ts';
import type { DeviceInfo, Run } from './types.ts';

/** What a middling kernel reaches on a CPU, and on each core of a GPU: guesses. */
const GUESSED_GFLOPS = { cpu: 20, gpuCore: 100 } as const;
const TYPICAL_CORES = 10;

/** A rate in GFLOPS, and whether it is one that was measured. */
export interface KnownRate {
  readonly gflops: number;
  readonly isMeasured: boolean;
}

/** The rates that a device is expected to reach. */
export interface KnownRates {
  /** The number of runs that they come from. */
  readonly runs: number;
  rateOf(problem: Problem, contender: string): KnownRate;
}

interface Measured {
  readonly logFlops: number;
  readonly gflops: number;
}

/**
 * The rate of a contender at the nearest size of the same data type, by the number of FLOPs, that these runs measured
 * it at; of one that they did not measure, a guess.
 */
export function ratesOf(runs: readonly Pick<Run, 'cells'>[], device: DeviceInfo): KnownRates {
  const own = new Map<string, Measured[]>();
  for (const { contender, problem, summary } of runs.flatMap(({ cells }) => cells)) {
    if (!summary) continue;
    const key = keyOf(contender, problem);
    const known = own.get(key) ?? [];
    own.set(key, known);
    known.push({ logFlops: logFlops(problem), gflops: summary.gflops });
  }
  const cores = device.gpu?.coreCount ?? TYPICAL_CORES;
  const guess = device.kind === 'gpu' ? GUESSED_GFLOPS.gpuCore * cores : GUESSED_GFLOPS.cpu;
  return {
    runs: runs.length,
    rateOf: (problem, contender) => {
      const measured = own.get(keyOf(contender, problem));
      if (!measured) return { gflops: guess, isMeasured: false };
      const wanted = logFlops(problem);
      const distance = (one: Measured) => Math.abs(one.logFlops - wanted);
      const nearest = measured.reduce((a, b) => (distance(b) < distance(a) ? b : a));
      return { gflops: nearest.gflops, isMeasured: true };
    },
  };
}

function keyOf(contender: string, problem: Problem): string {
  return `${contender}|${fieldValues(problem).dtype}`;
}

function logFlops(problem: Problem): number {
  return Math.log(estimate(problem).flops);
}
