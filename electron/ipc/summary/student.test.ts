import { describe, expect, it } from 'vitest';
import { studentQuantile, studentTails } from './student.ts';

// NIST/SEMATECH e-Handbook of Statistical Methods, 1.3.6.7.2: upper critical values of Student's t.
const TABLE = [
  [1, 12.706],
  [2, 4.303],
  [3, 3.182],
  [4, 2.776],
  [5, 2.571],
  [9, 2.262],
  [10, 2.228],
  [29, 2.045],
  [100, 1.984],
] as const;

describe("Student's t", () => {
  it.each(TABLE)('has the published quantile for %d degrees of freedom: %d', (degrees, quantile) => {
    expect(studentQuantile(0.05, degrees)).toBeCloseTo(quantile, 3);
    expect(studentTails(studentQuantile(0.05, degrees), degrees)).toBeCloseTo(0.05, 12);
  });

  it('has the tails of the closed forms, on both sides', () => {
    for (const t of [0, 0.3, 1, 2.5, 40]) {
      expect(studentTails(t, 1)).toBeCloseTo(1 - (2 / Math.PI) * Math.atan(t), 12);
      expect(studentTails(-t, 2)).toBeCloseTo(1 - t / Math.sqrt(2 + t * t), 12);
    }
    expect(studentTails(Number.POSITIVE_INFINITY, 3)).toBe(0);
  });

  it('becomes normal with many degrees of freedom', () => {
    expect(studentQuantile(0.05, 100_000)).toBeCloseTo(1.96, 3);
  });
});
