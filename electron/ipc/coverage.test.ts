import { expect, it } from 'vitest';
import { coverageLabel, coverageOfAll } from './coverage.ts';

const base = { maxRelativeError: 1e-7, tolerance: 1e-5 };
const whole = { ...base, method: 'elements', rowsChecked: 64, rows: 64 } as const;
const projected = { ...base, method: 'projection', rowsChecked: 16, rows: 4096 } as const;
const sampled = { ...base, method: 'rows', rowsChecked: 128, rows: 4096 } as const;
/** As versions recorded it that did not say how they verified. */
const old = { ...whole, method: 'rows' } as const;

it('says how an output was verified', () => {
  expect(coverageLabel(whole)).toBe('all elements');
  expect(coverageLabel(old)).toBe('all elements');
  expect(coverageLabel(projected)).toBe('all rows by projection');
  expect(coverageLabel(sampled)).toBe('128 of 4,096 rows');
});

it('sums several up', () => {
  expect(coverageOfAll([whole, old])).toBe('all elements');
  expect(coverageOfAll([sampled, { ...sampled, rows: 8192 }])).toBe('a sample of rows');
  expect(coverageOfAll([whole, projected, old])).toBe('all elements in 2, all rows by projection in 1');
  expect(coverageOfAll([])).toBe('');
});
