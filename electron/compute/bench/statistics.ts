import { printTable, speedOver, timeByTurns, typicalNs } from '../../../native/bench/bench.ts';
import { createRandom, type Random } from '../../ipc/random.ts';
import { median, medianInterval95, medianRank95, quantile } from '../../ipc/summary/statistics.ts';

const SEED = 1;
const COUNTS = [10, 40, 1000] as const;
const ROUNDS = { rounds: 7, turnNs: 20e6 } as const;
/** How many samples the coverage is measured with, and up to which count: the bootstrap of more values is too slow. */
const COVERAGE = { samples: 300, mostValues: 40 } as const;
const RESAMPLES = 1000;

type Interval = (values: readonly number[], random: Random) => [low: number, high: number];

/**
 * Prints how long the 95 % interval of a median takes, and how often it covers the true median of lognormal values:
 * by order statistics, as sweeps do it, beside the percentile bootstrap.
 */
export async function benchStatistics(): Promise<void> {
  const rows: string[][] = [];
  for (const count of COUNTS) {
    const values = lognormal(count, createRandom(SEED, `values ${count}`));
    const ranks = timed('ranks', orderStatistics, values);
    const peer = timed('bootstrap', bootstrap, values);
    const rounds = await timeByTurns([ranks, peer], ROUNDS);
    rows.push([
      String(count),
      (typicalNs(rounds, ranks) / 1e3).toFixed(2),
      (typicalNs(rounds, peer) / 1e3).toFixed(0),
      speedOver(rounds, ranks, peer).toFixed(0),
      coverage(orderStatistics, count),
      coverage(bootstrap, count),
      medianRank95(count).coverage.toFixed(3),
    ]);
  }
  printTable(
    `The 95 % interval of a median: order statistics, and the bootstrap of ${RESAMPLES} resamples`,
    ['values', 'µs', 'bootstrap, µs', 'speed ÷ bootstrap', 'covers', 'bootstrap covers', 'in theory'],
    rows,
  );
}

const orderStatistics: Interval = (values) => medianInterval95(values.toSorted((a, b) => a - b));

const bootstrap: Interval = (values, random) => {
  const medians = Array.from({ length: RESAMPLES }, () =>
    median(values.map(() => values[random.below(values.length)] as number)),
  );
  medians.sort((a, b) => a - b);
  return [quantile(medians, 0.025), quantile(medians, 0.975)];
};

function timed(name: string, interval: Interval, values: readonly number[]) {
  const random = createRandom(SEED, name);
  const run = async (repetitions: number) => {
    const start = performance.now();
    for (let done = 0; done < repetitions; done++) interval(values, random);
    return (performance.now() - start) * 1e6;
  };
  return { name, run };
}

function coverage(interval: Interval, count: number): string {
  if (count > COVERAGE.mostValues) return '–';
  const random = createRandom(SEED, `coverage ${count}`);
  let covered = 0;
  for (let sample = 0; sample < COVERAGE.samples; sample++) {
    const [low, high] = interval(lognormal(count, random), random);
    if (low <= 1 && 1 <= high) covered++;
  }
  return (covered / COVERAGE.samples).toFixed(3);
}

/** Values of median 1. */
function lognormal(count: number, random: Random): number[] {
  const normal = () => Math.sqrt(-2 * Math.log(1 - random.unit())) * Math.cos(2 * Math.PI * random.unit());
  return Array.from({ length: count }, () => Math.exp(normal()));
}
