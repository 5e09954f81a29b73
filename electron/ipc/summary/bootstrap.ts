import type { Random } from '../random.ts';
import { studentQuantile } from './student.ts';

/** Values by epoch; no epoch is empty. */
export type Epochs = readonly (readonly number[])[];

/** An estimate with its standard error and the degrees of freedom that the error is known with. */
export interface Estimate {
  readonly value: number;
  readonly error: number;
  readonly degrees: number;
}

/**
 * The standard error of a statistic by the hierarchical bootstrap: epochs are drawn with replacement, then values within
 * each (Davison and Hinkley, Bootstrap Methods and their Application, §3.8). Few epochs are too alike in their resamples,
 * whose variance is short by (n − 1)/n (Hesterberg, What Teachers Should Know About the Bootstrap, The American
 * Statistician 69, 2015): that is made up for. The error counts the variation within epochs twice, as that is also in
 * the variation between them, so intervals are rather too wide than too narrow.
 * @param epochs at least two: one says nothing of the variation between epochs
 */
export function bootstrap(
  epochs: Epochs,
  statistic: (epochs: Epochs) => number,
  random: Random,
  resamples: number,
): Estimate {
  const degrees = epochs.length - 1;
  if (degrees < 1) throw new RangeError('The bootstrap of less than two epochs');
  const draw = <T>(items: readonly T[]) => items[random.below(items.length)] as T;
  let [mean, squares] = [0, 0];
  for (let count = 1; count <= resamples; count++) {
    const value = statistic(
      epochs.map(() => {
        const epoch = draw(epochs);
        return epoch.map(() => draw(epoch));
      }),
    );
    // Welford's sums.
    const before = value - mean;
    mean += before / count;
    squares += before * (value - mean);
  }
  const error = Math.sqrt((squares / resamples) * (epochs.length / degrees));
  return { value: statistic(epochs), error, degrees };
}

/**
 * The interval of an estimate, 95 % by default, by Student's t: percentiles of resamples cannot do, because those of
 * three epochs never leave the range of three values.
 * @param outside the probability that it misses the true value
 */
export function intervalOf({ value, error, degrees }: Estimate, outside = 0.05): [low: number, high: number] {
  const half = studentQuantile(outside, degrees) * error;
  return [value - half, value + half];
}
