import { DEVICE_LIMITS } from '../device.ts';
import type { Issue } from '../issue.ts';
import { SIMD_WIDTH } from '../msl/kernel.ts';
import { type Bound, checkBounds, type ParameterTable } from '../parameter.ts';
import { type CompleteNormalization, isSoftmax } from './problem.ts';
import { rowsOf, statisticsOf } from './rows.ts';

/** How a norm is computed; a contender has some of these. */
export type NormConfiguration = {
  /** Threads of a row, or of a part of it. */
  readonly threads: number;
  /** Rows of a threadgroup. */
  readonly rows: number;
  /** Rows that a thread goes through, reading the next while it writes one. */
  readonly ahead: number;
  /** Elements in registers of a thread. */
  readonly values: number;
  /** Whether the mean and deviations from it, or the largest and exponentials, are found in one pass or in two. */
  readonly statistics: 'one-pass' | 'two-pass';
  /** Parts of a row, for a threadgroup each. */
  readonly parts: number;
};

/** The values of the parameters that a contender does not have. Chunks that are merged have so many values. */
export const FIXED: NormConfiguration = {
  threads: SIMD_WIDTH,
  rows: 1,
  ahead: 1,
  values: 16,
  statistics: 'two-pass',
  parts: 1,
};

const ROWS = { label: 'Rows per threadgroup', choices: [1, 2, 4, 8, 16, 32], default: 1 } as const;
/** Rows that a thread may go through. */
export const AHEAD = [1, 4, 16, 64] as const;
const SIMDGROUPS = [32, 64, 128, 256, 512, 1024] as const;
const STATISTICS = { label: 'Statistics', choices: ['one-pass', 'two-pass'], default: 'one-pass' } as const;

export const REGISTERS_PARAMETERS = {
  threads: { label: 'Threads per row', choices: SIMDGROUPS, default: 32 },
  values: { label: 'Values per thread', choices: [4, 8, 16, 32, 64], default: 4 },
  rows: ROWS,
} as const satisfies ParameterTable;

export const LOOPED_PARAMETERS = {
  threads: { label: 'Threads per row', choices: [1, ...SIMDGROUPS], default: 256 },
  statistics: STATISTICS,
  rows: ROWS,
  ahead: { label: 'Rows per thread', choices: AHEAD, default: 1 },
} as const satisfies ParameterTable;

export const SPLIT_PARAMETERS = {
  parts: { label: 'Parts', choices: [2, 4, 8, 16, 32, 64, 128], default: 8 },
  threads: { label: 'Threads per part', choices: [1, ...SIMDGROUPS], default: 256 },
  statistics: STATISTICS,
} as const satisfies ParameterTable;

/** What is wrong with a configuration of a kernel that finds statistics of rows. */
export function checkStatistics(problem: CompleteNormalization, { statistics }: NormConfiguration): Issue[] {
  const found = statisticsOf(problem);
  if (statistics === 'one-pass' || found === 'moments' || found === 'exponentials') return [];
  const why = found === 'none' ? 'its statistics are given' : 'it has no mean';
  return [
    { parameter: 'statistics', value: statistics, expected: `one-pass with norm = ${problem.norm}: ${why}` },
  ];
}

/** Whether a thread may read ahead: rows that have statistics, and the same weight and bias for all of them. */
export function readsAhead(problem: CompleteNormalization): boolean {
  const { norm, weight, bias } = problem;
  return statisticsOf(problem) !== 'none' && !(norm === 'group' && (weight || bias));
}

/** In how many passes a thread that reads ahead finds the statistics of a row. */
export function passesAhead(problem: CompleteNormalization): NormConfiguration['statistics'] {
  return isSoftmax(problem) ? 'two-pass' : 'one-pass';
}

/** What is wrong with reading ahead. */
export function checkAhead(problem: CompleteNormalization, config: NormConfiguration): Issue[] {
  const { ahead, threads, rows, statistics } = config;
  const isAlone = threads === 1 && rows === 1 && statistics === passesAhead(problem);
  if (ahead === 1 || (isAlone && readsAhead(problem))) return [];
  const expected = `1 unless norm is not batch, nor group with a weight or a bias, and threads = 1, rows = 1, statistics = ${passesAhead(problem)}`;
  return [{ parameter: 'ahead', value: ahead, expected }];
}

/** What is wrong with a problem for a contender that is about finding statistics. */
export function refuseGiven(problem: CompleteNormalization): Issue[] {
  if (statisticsOf(problem) !== 'none') return [];
  return [{ parameter: 'norm', value: problem.norm, expected: 'one whose statistics are not given' }];
}

/** What is wrong with the threads of a threadgroup, and with the registers for a row. */
export function checkThreads(
  problem: CompleteNormalization,
  { threads, rows, values }: NormConfiguration,
  isInRegisters: boolean,
): Issue[] {
  const { length } = rowsOf(problem);
  const most = DEVICE_LIMITS.threadsPerThreadgroup.value / threads;
  const bounds: Bound[] = [
    threads > SIMD_WIDTH
      ? {
          parameter: 'rows',
          value: rows,
          max: 1,
          why: `a row has several SIMD-groups, with threads = ${threads}`,
        }
      : {
          parameter: 'rows',
          value: rows,
          max: most,
          why: `the threads of a threadgroup, with threads = ${threads}`,
        },
  ];
  if (isInRegisters) {
    const why = `the elements of a row, with threads = ${threads}, values = ${values}`;
    bounds.push({ parameter: 'threads · values', value: threads * values, min: length, why });
  }
  return checkBounds(bounds);
}
