import { describe, expect, it } from 'vitest';
import { type Attempt, higherRate, highestRate, type MeasuredRate, quickRate } from './attempts.ts';
import { quietMeter, steadyMeter } from './fixture/fake-load.ts';

/** Attempts that give these rates, the last one forever. */
function measured(...rates: number[]) {
  const works: number[] = [];
  const attempt: Attempt = async (work) => rates[Math.min(works.push(work), rates.length) - 1] ?? 0;
  return { attempt, works };
}

describe('the highest rate', () => {
  it('is the best of four attempts that agree, half of them with twice the work', async () => {
    const { attempt, works } = measured(99, 98, 100, 50);
    expect(await highestRate(attempt, quietMeter)).toEqual({
      rate: 100,
      test: { busyShare: 0.01, isProportional: true, range: [100, 100] },
    });
    expect(works).toEqual([1, 2, 1, 2]);
  });

  it('is looked for while the best attempt stands alone', async () => {
    const { attempt, works } = measured(40, 50, 60, 80, 99, 100);
    expect((await highestRate(attempt, quietMeter)).rate).toBe(100);
    expect(works).toHaveLength(6);
  });

  it('is looked for while twice the work does not take twice the time', async () => {
    // A start that costs a tenth of the time of the smaller work, until it no longer does.
    const { attempt, works } = measured(90, 100, 90, 100, 90, 100, 99);
    const { rate, test } = await highestRate(attempt, quietMeter);
    expect([rate, test.isProportional, works.length]).toEqual([100, true, 7]);
  });

  it('is known with a doubt when it never does', async () => {
    const attempt: Attempt = async (work) => 100 * work;
    const { rate, test } = await highestRate(attempt, quietMeter);
    expect([rate, test.isProportional]).toEqual([200, false]);
  });

  it('is the best of the most attempts where they never agree', async () => {
    const { attempt, works } = measured(...Array.from({ length: 50 }, (_, index) => 2 ** index));
    expect((await highestRate(attempt, quietMeter)).rate).toBe(2 ** 11);
    expect(works).toHaveLength(12);
  });

  it('is measured again under load, once', async () => {
    const shares = [0.4, 0.02];
    const calming = measured(80, 80, 80, 80, 100);
    const calmed = await highestRate(
      calming.attempt,
      steadyMeter(() => shares.shift() ?? null),
    );
    expect(calmed).toMatchObject({ rate: 100, test: { busyShare: 0.02, range: [80, 100] } });
    const busy = measured(80);
    expect((await highestRate(busy.attempt, steadyMeter(0.4))).test.busyShare).toBe(0.4);
    expect([calming.works.length, busy.works.length]).toEqual([8, 8]);
  });
});

it('a quick rate takes one attempt with each amount of work, if they agree', async () => {
  const { attempt, works } = measured(97, 100);
  expect((await quickRate(attempt, quietMeter)).rate).toBe(100);
  expect(works).toEqual([1, 2]);
});

describe('of two measurements', () => {
  const rateOf = (rate: number, test: Partial<MeasuredRate['test']> = {}): MeasuredRate => ({
    rate,
    test: { busyShare: 0, isProportional: true, range: [rate, rate], ...test },
  });

  it('the higher counts if it is clearly higher, and both are in the range', () => {
    expect(higherRate(rateOf(100), rateOf(110))).toEqual(rateOf(110, { range: [100, 110] }));
    expect(higherRate(rateOf(100), rateOf(101))).toEqual(rateOf(100, { range: [100, 101] }));
    expect(higherRate(rateOf(100), rateOf(60))).toEqual(rateOf(100, { range: [60, 100] }));
  });

  it('one that failed its test replaces none that passed', () => {
    const wrong = rateOf(200, { isProportional: false });
    expect(higherRate(rateOf(100), wrong)).toMatchObject({ rate: 100, test: { isProportional: true } });
    expect(higherRate(wrong, wrong).test.isProportional).toBe(false);
    expect(higherRate(rateOf(100, { isProportional: false }), rateOf(120))).toMatchObject({
      rate: 120,
      test: { isProportional: true },
    });
  });

  it('the load is that of the quieter, as far as it is known', () => {
    const shareOf = (one: number | null, other: number | null) =>
      higherRate(rateOf(1, { busyShare: one }), rateOf(1, { busyShare: other })).test.busyShare;
    expect([shareOf(0.4, 0.1), shareOf(null, 0.4), shareOf(null, null)]).toEqual([0.1, 0.4, null]);
  });
});
