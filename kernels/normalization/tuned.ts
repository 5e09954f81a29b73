import { SIMD_WIDTH } from '../msl/kernel.ts';
import type { Target } from '../target.ts';
import {
  AHEAD,
  type NormConfiguration,
  passesAhead,
  REGISTERS_PARAMETERS,
  readsAhead,
  SPLIT_PARAMETERS,
} from './parameters.ts';
import type { CompleteNormalization } from './problem.ts';
import { rowsOf } from './rows.ts';

type Tuned = Partial<NormConfiguration>;

/** A figure and its source. */
interface Sourced {
  readonly value: number;
  readonly source: string;
}

const MEASURED = 'fastest of several on the CPU device, single precision, rows of 128 to 131072';
const MLX = 'MLX, metal/normalization.cpp and softmax.cpp';
const ASSUMED = 'not measured on a GPU';

/** Elements that a thread has before a row gets more threads. */
const VALUES: Readonly<Record<'cpu' | 'gpu', Sourced>> = {
  cpu: { value: 64, source: `${MEASURED}: the fewer threads, the less is exchanged between them` },
  gpu: { value: 4, source: `${MLX}: 4 up to 4096 elements (layer normalization has 8 up to 6656)` },
};

/** Threads of a row that is read again in each pass. */
const LOOPED_THREADS: Readonly<Record<'cpu' | 'gpu', Sourced>> = {
  cpu: { value: 1, source: MEASURED },
  gpu: { value: 1024, source: `${MLX}: as many as a threadgroup may have, for rows above 4096` },
};

/** Threads of a threadgroup whose rows have a SIMD-group each. */
const GROUP_THREADS: Readonly<Record<'cpu' | 'gpu', Sourced>> = {
  cpu: { value: 32, source: MEASURED },
  gpu: { value: 256, source: ASSUMED },
};

/** Threadgroups that keep all cores busy, if rows alone do not give so many. */
const THREADGROUPS: Readonly<Record<'cpu' | 'gpu', Sourced>> = {
  cpu: { value: 16, source: MEASURED },
  gpu: { value: 128, source: `${ASSUMED}: some for each core of the largest chips` },
};

/** Elements of a part below which it is not worth its threadgroup. */
const LEAST_PART = 4096;

function kindOf(target: Target): 'cpu' | 'gpu' {
  return target === 'cpu' ? 'cpu' : 'gpu';
}

/** The first choice that is at least `wanted`, or the largest. */
function atLeast(choices: readonly number[], wanted: number): number {
  return choices.find((choice) => choice >= wanted) ?? (choices.at(-1) as number);
}

/** As few threads as hold the row with so many values each, and as many rows as give a threadgroup its threads. */
export function tunedRegisters(problem: CompleteNormalization, target: Target, overrides: Tuned): Tuned {
  const { length } = rowsOf(problem);
  const { threads: counts, values: sizes } = REGISTERS_PARAMETERS;
  const perThread = overrides.values ?? VALUES[kindOf(target)].value;
  const threads = overrides.threads ?? atLeast(counts.choices, length / perThread);
  return { threads, values: atLeast(sizes.choices, length / threads), rows: rowsFor(threads, target) };
}

/** Rows of a threadgroup. */
function rowsFor(threads: number, target: Target): number {
  return threads === SIMD_WIDTH ? GROUP_THREADS[kindOf(target)].value / threads : 1;
}

export function tunedLooped(problem: CompleteNormalization, target: Target, overrides: Tuned): Tuned {
  const most = LOOPED_THREADS[kindOf(target)].value;
  const { length } = rowsOf(problem);
  const enough = atLeast(REGISTERS_PARAMETERS.threads.choices, length / 4);
  const threads = overrides.threads ?? Math.min(most, enough);
  const ahead = overrides.ahead ?? aheadFor(problem, target, { threads, ...overrides });
  return {
    threads,
    rows: rowsFor(threads, target),
    ahead,
    ...(ahead > 1 ? { statistics: passesAhead(problem) } : {}),
  };
}

/** As many rows per thread as leave enough threadgroups; on the CPU device, 4 to 64 are within 5 % of each other. */
function aheadFor(
  problem: CompleteNormalization,
  target: Target,
  { threads, rows, statistics }: Tuned,
): number {
  const isAlone =
    threads === 1 && (rows ?? 1) === 1 && [passesAhead(problem), undefined].includes(statistics);
  if (target !== 'cpu' || !isAlone || !readsAhead(problem)) return 1;
  const most = rowsOf(problem).rows / THREADGROUPS.cpu.value;
  return AHEAD.findLast((choice) => choice <= Math.min(most, 16)) ?? 1;
}

export function tunedSplit(problem: CompleteNormalization, target: Target, overrides: Tuned): Tuned {
  const { rows, length } = rowsOf(problem);
  const wanted = Math.min(THREADGROUPS[kindOf(target)].value / rows, length / LEAST_PART);
  const threads = overrides.threads ?? (target === 'cpu' ? 1 : 256);
  return { threads, parts: atLeast(SPLIT_PARAMETERS.parts.choices, wanted) };
}
