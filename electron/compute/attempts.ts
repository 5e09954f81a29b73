/** A rate is known when the two best attempts are this close, relative to the best. */
const AGREEMENT = 0.02;
const MIN_ATTEMPTS = 3;
/** On a machine that is never quiet, the best of this many has to do. */
const MAX_ATTEMPTS = 12;

/**
 * The highest of the rates that attempts measure. They are repeated until the two best agree, because other work on the
 * machine can only lower a result. Throws as an attempt does.
 */
export async function highestRate(attempt: () => Promise<number>): Promise<number> {
  const rates: number[] = [];
  for (;;) {
    rates.push(await attempt());
    rates.sort((a, b) => b - a);
    const [best = 0, second = 0] = rates;
    const isEnough = rates.length >= MIN_ATTEMPTS && second >= (1 - AGREEMENT) * best;
    if (isEnough || rates.length === MAX_ATTEMPTS) return best;
  }
}
