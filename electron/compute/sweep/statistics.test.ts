import { expect, describe as group, it } from 'vitest';
import { createRandom } from '../random.ts';
import { describe, median, medianInterval95, quantile, tukeyClasses } from './statistics.ts';

group('quantile', () => {
  // numpy.quantile([1, 2, 4, 8, 16, 32], q): its default method, "linear".
  it.each([
    [0, 1],
    [0.25, 2.5],
    [0.5, 6],
    [0.75, 14],
    [0.95, 28],
    [1, 32],
  ])('at %d of six values is %d, as numpy has it', (share, expected) => {
    expect(quantile([1, 2, 4, 8, 16, 32], share)).toBeCloseTo(expected, 12);
  });

  it('is the value itself when there is one', () => {
    expect(quantile([7], 0.95)).toBe(7);
  });

  it('refuses no values', () => {
    expect(() => quantile([], 0.5)).toThrow(RangeError);
  });
});

group('describe', () => {
  it('takes values in any order and leaves them so', () => {
    const values = [16, 1, 8, 2, 32, 4];
    expect(describe(values)).toEqual({
      n: 6,
      median: 6,
      q1: 2.5,
      q3: 14,
      min: 1,
      p95: 28,
      relativeIqr: 11.5 / 6,
    });
    expect(values).toEqual([16, 1, 8, 2, 32, 4]);
  });

  it('sorts by number and not by text', () => {
    expect(median([10, 9, 100])).toBe(10);
  });
});

group('medianInterval95', () => {
  const values = Array.from({ length: 25 }, (_, index) => 100 + index);

  it('is the same for the same seed and holds the median', () => {
    const [low, high] = medianInterval95(values, createRandom(1, 'test'));
    expect(medianInterval95(values, createRandom(1, 'test'))).toEqual([low, high]);
    expect(low).toBeLessThan(112);
    expect(high).toBeGreaterThan(112);
    // The order statistics 8 and 18 of 25 hold the median with 95.7 %: the bootstrap comes out near them.
    expect(low).toBeGreaterThanOrEqual(105);
    expect(high).toBeLessThanOrEqual(119);
  });

  it('is a point when all values are equal', () => {
    expect(medianInterval95([3, 3, 3], createRandom(1, 'test'))).toEqual([3, 3]);
  });

  it('covers the true median about 95 % of the time', () => {
    const random = createRandom(5, 'coverage');
    let covered = 0;
    for (let trial = 0; trial < 200; trial++) {
      const [low, high] = medianInterval95(
        Array.from({ length: 20 }, () => random.unit()),
        random,
      );
      if (low <= 0.5 && high >= 0.5) covered++;
    }
    expect(covered).toBeGreaterThan(176);
    expect(covered).toBeLessThan(200);
  });
});

group('tukeyClasses', () => {
  it('classes by the fences at 1.5 and 3 interquartile ranges', () => {
    // The quartiles are 12 and 16: the fences are 22 and 28.
    const values = [10, 11, 12, 13, 14, 15, 16, 24, 40];
    expect(tukeyClasses(values)).toEqual([...Array(7).fill('inside'), 'outlier', 'far-out']);
  });

  it('finds none among equal values', () => {
    expect(tukeyClasses([2, 2, 2, 2])).toEqual(Array(4).fill('inside'));
  });
});
