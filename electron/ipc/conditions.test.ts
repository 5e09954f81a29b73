import { expect, it } from 'vitest';
import { describeConditions, doubtOf, worseConditions } from './conditions.ts';
import type { Conditions } from './types.ts';

const GOOD: Conditions = { thermalState: 'nominal', lowPowerMode: false, powerSource: 'mains' };
const UNKNOWN: Conditions = { thermalState: null, lowPowerMode: null, powerSource: null };

it('take the worse of two, in each respect', () => {
  const hot: Conditions = { thermalState: 'critical', lowPowerMode: false, powerSource: 'mains' };
  const away: Conditions = { thermalState: 'fair', lowPowerMode: true, powerSource: 'battery' };
  expect(worseConditions(hot, away)).toEqual({ ...away, thermalState: 'critical' });
  expect(worseConditions(away, hot)).toEqual(worseConditions(hot, away));
  expect(worseConditions(GOOD, UNKNOWN)).toEqual(GOOD);
});

it('are doubtful with heat, low power or a battery, but not when unknown', () => {
  expect([
    doubtOf(null),
    doubtOf(GOOD),
    doubtOf(UNKNOWN),
    doubtOf({ ...GOOD, thermalState: 'fair' }),
  ]).toEqual(Array(4).fill(null));
  const doubtful: Conditions = { thermalState: 'serious', lowPowerMode: true, powerSource: 'battery' };
  expect(doubtOf(doubtful)).toBe('thermal state serious, low-power mode, on battery');
});

it('are doubtful on the GPU of a virtual machine', () => {
  expect(doubtOf({ ...GOOD, virtualGpu: true })).toBe('virtual GPU');
  expect(describeConditions({ ...GOOD, virtualGpu: true })).toBe(
    'virtual GPU, thermal state nominal, on mains',
  );
});

it('are described in a line of text', () => {
  expect(describeConditions(GOOD)).toBe('thermal state nominal, on mains');
  expect(describeConditions(UNKNOWN)).toContain('not available here');
});
