import { type Estimate, intervalOf } from '../summary/bootstrap.ts';
import { studentTails } from '../summary/student.ts';
import type { Sample } from '../types.ts';

/** A ratio of times, candidate to baseline: below 1 the candidate is faster. */
export interface Ratio {
  readonly ratio: number;
  readonly interval95: readonly [low: number, high: number];
  /** The probability of a ratio this far from 1 by chance if the times are equal. */
  readonly pValue: number;
  /** The logarithm of the ratio. */
  readonly log: Estimate;
}

/** Why times cannot be compared, for people: the part of a sentence after "Not comparable:". */
export interface Incomparable {
  readonly reason: string;
}

export const ONE_EPOCH: Incomparable = { reason: 'one epoch says nothing about how epochs vary' };

/** Why samples of two clocks cannot be compared; null if they are of one. */
export function clockMismatch(one: readonly Sample[], other: readonly Sample[]): Incomparable | null {
  const [a, b] = [one, other].map((samples) => samples.every(({ gpuNs }) => gpuNs !== null));
  return a === b ? null : { reason: 'one is timed by the GPU and the other by the wall clock' };
}

/** The ratio of an estimated logarithm. */
export function ratioOf(log: Estimate): Ratio {
  const [low, high] = intervalOf(log).map(Math.exp) as [number, number];
  const t = log.value === 0 ? 0 : Math.abs(log.value) / log.error;
  return {
    ratio: Math.exp(log.value),
    interval95: [low, high],
    pValue: studentTails(t, log.degrees),
    log,
  };
}

/**
 * The geometric mean of the ratios of several sizes, which are measured one after the other: their errors are
 * independent.
 */
export function geometricMean(ratios: readonly Ratio[]): Ratio {
  return ratioOf(
    weightedMean(
      ratios.map(({ log }) => log),
      () => 1,
    ),
  );
}

/** The mean of independent estimates, each with a weight. */
export function weightedMean<E extends Estimate>(
  estimates: readonly E[],
  weightOf: (estimate: E) => number,
): Estimate {
  const total = estimates.reduce((all, one) => all + weightOf(one), 0);
  return sum(
    estimates.map((one) => {
      const share = weightOf(one) / total;
      return { value: one.value * share, error: one.error * share, degrees: one.degrees };
    }),
  );
}

/** A ratio that also varies by something whose error is known. */
export function widened({ log }: Ratio, by: Estimate): Ratio {
  return ratioOf(sum([log, by]));
}

/**
 * The sum of independent estimates. Degrees of freedom by Welch and Satterthwaite (Biometrics Bulletin 2, 1946), rounded
 * down.
 */
export function sum(estimates: readonly Estimate[]): Estimate {
  const total = (of: (estimate: Estimate) => number) => estimates.reduce((all, one) => all + of(one), 0);
  const variance = total(({ error }) => error ** 2);
  const degrees = variance ** 2 / total(({ error, degrees }) => error ** 4 / degrees);
  return {
    value: total(({ value }) => value),
    error: Math.sqrt(variance),
    degrees: variance > 0 ? Math.floor(degrees * (1 + Number.EPSILON * 8)) : 1,
  };
}
