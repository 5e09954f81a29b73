/**
 * Half the width of a 95 % interval of normal errors, in standard errors: what studentQuantile(0.05) comes to with many
 * degrees of freedom.
 */
export const NORMAL_975 = 1.96;
/** Bisections of the quantile: enough for all digits of a double. */
const BISECTIONS = 200;

/**
 * The probability that Student's t of so many whole degrees of freedom is further from 0 than `t` on either side: the
 * p-value of a two-sided test. Abramowitz and Stegun, Handbook of Mathematical Functions, 26.7.3 and 26.7.4.
 */
export function studentTails(t: number, degrees: number): number {
  if (t === Number.POSITIVE_INFINITY) return 0;
  const angle = Math.atan(Math.abs(t) / Math.sqrt(degrees));
  const isOdd = degrees % 2 === 1;
  const cosine = Math.cos(angle);
  let term = isOdd ? cosine : 1;
  let sum = degrees > 1 ? term : 0;
  for (let power = isOdd ? 3 : 2; power <= degrees - 2; power += 2) {
    term *= ((power - 1) / power) * cosine ** 2;
    sum += term;
  }
  const inside = Math.sin(angle) * sum;
  return Math.max(0, 1 - (isOdd ? (2 / Math.PI) * (angle + inside) : inside));
}

/**
 * The t beyond which, on either side, Student's t of so many whole degrees of freedom is with a probability: for 0.05,
 * the half width of a 95 % interval in standard errors.
 */
export function studentQuantile(tails: number, degrees: number): number {
  let [low, high] = [0, 1];
  while (studentTails(high, degrees) > tails) high *= 2;
  for (let step = 0; step < BISECTIONS && low < high; step++) {
    const middle = (low + high) / 2;
    if (middle === low || middle === high) break;
    if (studentTails(middle, degrees) > tails) low = middle;
    else high = middle;
  }
  return high;
}
