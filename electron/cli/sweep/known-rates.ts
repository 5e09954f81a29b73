import { estimate, fieldValues, type Problem } from '../../../kernels/index.ts';
import type { Cell, DeviceInfo, Run, SweepRequest } from '../../ipc/types.ts';
import type { RunStore } from '../../store/run-store.ts';
import { openRuns } from '../runs/open-runs.ts';
import { CommandError } from '../usage-error.ts';

/** The newest runs of a device that rates are taken from. */
const MOST_RUNS = 20;
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

/** The rates in the runs of the store; without a store, guesses. */
export function ratesInStore(device: DeviceInfo, { problems: [first] }: SweepRequest): KnownRates {
  try {
    const store = openRuns();
    try {
      return ratesOf(runsOf(store, device, first), device);
    } finally {
      store.dispose();
    }
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    return ratesOf([], device);
  }
}

/** The newest runs of one operation on a device. */
function runsOf(store: RunStore, { id, name }: DeviceInfo, first: Problem | undefined): Run[] {
  const heads = store
    .headers()
    .filter(({ environment: { device } }) => device.id === id && device.name === name)
    .filter(({ request }) => request.problems[0]?.op === first?.op)
    .slice(0, MOST_RUNS);
  return heads.flatMap((head) => store.outline(head.id) ?? []);
}

/**
 * The rate of a contender at the nearest size of the same data type, by the number of FLOPs, that these runs measured
 * it at; of one that they did not measure, a guess.
 */
export function ratesOf(runs: readonly Pick<Run, 'cells'>[], device: DeviceInfo): KnownRates {
  const measured = runs.flatMap(({ cells }) => cells.filter(({ summary }) => summary !== null));
  const own = Map.groupBy(measured, ({ contender, problem }) => keyOf(contender, problem));
  const cores = device.gpu?.coreCount ?? TYPICAL_CORES;
  const guess = device.kind === 'gpu' ? GUESSED_GFLOPS.gpuCore * cores : GUESSED_GFLOPS.cpu;
  return {
    runs: runs.length,
    rateOf: (problem, contender) => {
      const nearest = nearestTo(problem, own.get(keyOf(contender, problem)) ?? []);
      return nearest?.summary
        ? { gflops: nearest.summary.gflops, isMeasured: true }
        : { gflops: guess, isMeasured: false };
    },
  };
}

function keyOf(contender: string, problem: Problem): string {
  return `${contender}|${fieldValues(problem).dtype}`;
}

function nearestTo(problem: Problem, cells: readonly Cell[]): Cell | null {
  const distance = (cell: Cell) => Math.abs(Math.log(estimate(cell.problem).flops / estimate(problem).flops));
  const [first = null] = cells;
  return cells.reduce((best, cell) => (best && distance(best) <= distance(cell) ? best : cell), first);
}
