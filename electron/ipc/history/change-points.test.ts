import { describe, expect, it } from 'vitest';
import { extent } from '../../../native/test/extent.ts';
import { normal } from '../fixture/noisy-epochs.ts';
import { createRandom, type Random } from '../random.ts';
import { changePoints, divide, FALSE_ALARMS, type Measurement } from './change-points.ts';

const ALARM_TRIALS = extent('series of pure noise, by kind', 200, 4000);
const STEP_TRIALS = extent('series with a planted step', 200, 2000);

const exactly = (values: readonly number[]): Measurement[] => values.map((value) => ({ value, error: 0 }));
const indicesOf = (series: readonly Measurement[]) => changePoints(series).map(({ index }) => index);
const places = (values: readonly number[]) => indicesOf(exactly(values));
const repeat = (count: number, value: number): number[] => Array.from({ length: count }, () => value);

// The annual flow of the Nile at Aswan, 1871 to 1970 (Cobb, Biometrika 65, 1978; R's datasets::Nile).
const NILE = [
  1120, 1160, 963, 1210, 1160, 1160, 813, 1230, 1370, 1140, 995, 935, 1110, 994, 1020, 960, 1180, 799, 958,
  1140, 1100, 1210, 1150, 1250, 1260, 1220, 1030, 1100, 774, 840, 874, 694, 940, 833, 701, 916, 692, 1020,
  1050, 969, 831, 726, 456, 824, 702, 1120, 1100, 832, 764, 821, 768, 845, 864, 862, 698, 845, 744, 796, 1040,
  759, 781, 865, 845, 944, 984, 897, 822, 1010, 771, 676, 649, 846, 812, 742, 801, 1040, 860, 874, 848, 890,
  744, 749, 838, 1050, 918, 986, 797, 923, 975, 815, 1020, 906, 901, 1170, 912, 746, 919, 718, 714, 740,
];

describe('published series', () => {
  // R: changepoint's cpt.mean and strucchange's breakpoints find 28, the last year of the old level.
  it('the Nile changes after 1898, and not again', () => {
    expect(changePoints(exactly(NILE))).toEqual([
      { index: 28, before: 1130, after: 842.5, pValue: 1 / 2000 },
    ]);
  });

  // From the tests of Apache Otava, which finds the same with Student's t-test and, the first, by permutations.
  it.each([
    [
      [
        1.02, 0.95, 0.99, 1, 1.12, 1, 1.01, 0.98, 1.01, 0.96, 0.5, 0.51, 0.48, 0.48, 0.55, 0.5, 0.49, 0.51,
        0.5, 0.49,
      ],
      [10],
    ],
    [[...repeat(4, 100), ...repeat(5, 110)], [4]],
    [
      [...repeat(4, 100), ...repeat(4, 130), ...repeat(4, 150)],
      [4, 8],
    ],
    [[...repeat(4, 100), 300, ...repeat(4, 100)], []],
    [[...repeat(4, 100), 300, 300, ...repeat(3, 100)], []],
    [[1, 1.02, 1.05, 0.95, 0.98, 1, 1.02, 1.05, 0.95, 0.98], []],
    [[1, 1.02, 1.05, 0.95, 0.98, 0.8, 0.82, 0.85, 0.79, 0.77], [5]],
  ])('%j changes at %j', (series, expected) => expect(places(series)).toEqual(expected));
});

describe('pure noise', () => {
  const kinds: readonly [name: string, count: number, draw: (random: Random) => Measurement][] = [
    ['normal, short', 8, (random) => ({ value: normal(random), error: 0 })],
    ['normal', 40, (random) => ({ value: normal(random), error: 0 })],
    [
      'with far outliers',
      30,
      (random) => ({ value: normal(random) * (random.unit() < 0.1 ? 20 : 1), error: 0 }),
    ],
    [
      'of known errors that differ',
      30,
      (random) => {
        const error = random.unit() < 0.3 ? 4 : 1;
        return { value: error * normal(random), error };
      },
    ],
  ];

  it.each(kinds)('%s, %d values: no more false alarms than stated', (name, count, draw) => {
    const random = createRandom(1, name);
    const series = () => Array.from({ length: count }, () => draw(random));
    const alarms = Array.from({ length: ALARM_TRIALS }, () => changePoints(series()).length > 0);
    const share = alarms.filter(Boolean).length / ALARM_TRIALS;
    expect(share).toBeLessThan(FALSE_ALARMS + 3 * Math.sqrt((FALSE_ALARMS * 0.95) / ALARM_TRIALS));
  });
});

/** Of 30 runs, the logarithms of times that rise by 5 % at the 16th, with 2 % noise: 2.4 standard deviations. */
function step(random: Random): number[] {
  return Array.from({ length: 30 }, (_, index) => Math.log(index < 15 ? 1 : 1.05) + 0.02 * normal(random));
}

describe('a step of 5 % in 30 runs with 2 % noise', () => {
  const random = createRandom(1, 'steps');
  const series = Array.from({ length: STEP_TRIALS }, () => step(random));
  const found = series.map(places);
  const isNear = (indices: readonly number[], reach: number) =>
    indices.some((index) => Math.abs(index - 15) <= reach);
  const shareNear = (all: readonly (readonly number[])[], reach: number) =>
    all.filter((indices) => isNear(indices, reach)).length / STEP_TRIALS;

  it('is found in at least 95 %, within two runs of its place', () => {
    expect(found.filter(({ length }) => length > 0).length / STEP_TRIALS).toBeGreaterThan(0.98);
    expect(shareNear(found, 2)).toBeGreaterThan(0.95);
  });

  // One run of noise looks like the other level in a tenth of the series: not even who knows both levels does better.
  it('is placed within one run nearly as often as by maximum likelihood with known levels', () => {
    const cost = (values: readonly number[], at: number) =>
      values.reduce((sum, value, index) => sum + (value - (index < at ? 0 : Math.log(1.05))) ** 2, 0);
    const known = (values: readonly number[]) => {
      const costs = values.map((_, at) => cost(values, at));
      return costs.indexOf(Math.min(...costs));
    };
    const best = shareNear(
      series.map((values) => [known(values)]),
      1,
    );
    expect(shareNear(found, 1)).toBeGreaterThan(best - 0.05);
  });

  it('is mostly found beside a run that took twice as long', () => {
    const spiked = series.map((values) => places(values.map((v, at) => (at === 7 ? v + Math.LN2 : v))));
    expect(shareNear(spiked, 2)).toBeGreaterThan(0.65);
  });

  it('is found where every third run was measured badly, if that is known', () => {
    const measured = series.map((values) =>
      values.map((value, at): Measurement => {
        if (at % 3 > 0) return { value, error: 0.005 };
        return { value: value + 0.1 * normal(random), error: 0.1 };
      }),
    );
    expect(shareNear(measured.map(indicesOf), 2)).toBeGreaterThan(0.8);
    const unknown = measured.map((one) => places(one.map(({ value }) => value)));
    expect(shareNear(unknown, 2)).toBeLessThan(0.6);
  });
});

it('says nothing of fewer than eight values, and needs three on either side', () => {
  expect(divide(exactly([1, 1, 1, 9, 9, 9, 9]))).toBeNull();
  expect(changePoints([])).toEqual([]);
  expect(divide(exactly([...repeat(20, 1), 9]))?.index).toBe(18);
});

it('finds nothing in equal values, and the same every time', () => {
  expect(places(repeat(50, 3))).toEqual([]);
  expect(changePoints(exactly(NILE))).toEqual(changePoints(exactly(NILE)));
});
